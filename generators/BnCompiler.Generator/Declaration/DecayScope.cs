namespace BnCompiler.Generator.Declaration;

/// <summary>The runtime's <c>WeightDecayScope</c>, member for member: which parameters a declaration wants to decay.</summary>
internal enum DecayScope
{
    All = 0,
    WeightsOnly = 1,
    NotScaleFree = 2,
}
