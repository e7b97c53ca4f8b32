namespace BnCompiler.Generator.Ir;

/// <summary>What a core of the processors that programs are planned for keeps close, in floats: a program is right on any, and fastest where these hold.</summary>
internal static class CacheSizes
{
    /// <summary>48 KiB.</summary>
    public const int FirstLevel = 12 * 1024;

    /// <summary>1 MiB.</summary>
    public const int SecondLevel = 256 * 1024;

    /// <summary>What may be taken to stay in the second level beside everything else that passes through it.</summary>
    public const int HalfOfSecondLevel = SecondLevel / 2;
}
