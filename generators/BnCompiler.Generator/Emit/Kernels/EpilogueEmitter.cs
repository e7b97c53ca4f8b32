using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Writes what is done to a vector in a register before it is stored.</summary>
internal static class EpilogueEmitter
{
    /// <summary>
    /// Loads scale and shift of affine operations into <c>scale{i}Vector</c> and <c>shift{i}Vector</c>, what activations learn into <c>slope{i}Vector</c>, and factors per channel from <c>factor{i}Sample</c> into
    /// <c>factor{i}Vector</c>, outside the loop over positions. <paramref name="suffix"/> tells the vectors of several channel blocks apart.
    /// </summary>
    public static void Preload(KernelWriter writer, EquatableArray<EpilogueOperation> epilogue, string channel, string suffix = "")
    {
        foreach (int i in Affine(epilogue))
        {
            writer.Line($"var scale{i}Vector{suffix} = TSimd.Load(ref scale{i}, {channel});");
            writer.Line($"var shift{i}Vector{suffix} = TSimd.Load(ref shift{i}, {channel});");
        }

        foreach (string name in Learned(epilogue))
        {
            writer.Line($"var {name}Vector{suffix} = TSimd.Load(ref {name}, {channel});");
        }

        foreach (var (name, _) in Gates(epilogue))
        {
            writer.Line($"var {name}Vector{suffix} = TSimd.Load(ref {name}Sample, {channel});");
        }
    }

    /// <summary>
    /// Applies the operations to the variable <paramref name="vector"/>, which holds the channels from <paramref name="channel"/> on and is
    /// about to be stored <paramref name="outputOffset"/> floats after <paramref name="output"/>.
    /// </summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="vector">Name of a local variable, read and assigned.</param>
    /// <param name="epilogue">The operations, first one first.</param>
    /// <param name="channel">Expression: the channel of the first lane.</param>
    /// <param name="output">Name of a <c>ref float</c>.</param>
    /// <param name="outputOffset">Expression: floats behind <paramref name="output"/>.</param>
    /// <param name="preloaded">Whether <see cref="Preload"/> was written in an enclosing block.</param>
    /// <param name="suffix">The suffix given to <see cref="Preload"/>.</param>
    /// <param name="load">The text that loads from another value, named as in <see cref="Values"/>, what belongs to the vector.</param>
    public static void Apply(
        KernelWriter writer, string vector, EquatableArray<EpilogueOperation> epilogue, string channel, string output, string outputOffset,
        bool preloaded = false, string suffix = "", Func<ImageOperand, string>? load = null)
    {
        for (int i = 0; i < epilogue.Count; i++)
        {
            string result = epilogue[i] switch
            {
                ActivationOperation { Activation: { Parameter: { } learned } activation } => ActivationText.Forward(
                    activation, vector, preloaded ? $"{learned.Name}{i}Vector{suffix}" : $"TSimd.Load(ref {learned.Name}{i}, {channel})"),
                ActivationOperation { Activation: var activation } => ActivationText.Forward(activation, vector),
                AffineOperation when preloaded => $"TSimd.MultiplyAdd({vector}, scale{i}Vector{suffix}, shift{i}Vector{suffix})",
                AffineOperation => $"TSimd.MultiplyAdd({vector}, TSimd.Load(ref scale{i}, {channel}), TSimd.Load(ref shift{i}, {channel}))",
                AccumulateOperation => $"TSimd.Add({vector}, TSimd.Load(ref {output}, {outputOffset}))",
                AddOperation add when load is not null => $"TSimd.Add({vector}, {load(new($"addend{i}", add.Layout))})",
                MultiplyOperation { PerChannel: true } when preloaded => $"TSimd.Multiply({vector}, factor{i}Vector{suffix})",
                MultiplyOperation { PerChannel: false } multiply when load is not null => $"TSimd.Multiply({vector}, {load(new($"factor{i}", multiply.Layout))})",
                var other => throw new InvalidOperationException($"The epilogue operation {other.GetType().Name} has no text."),
            };
            writer.Line($"{vector} = {result};");
        }
    }

    /// <summary>Whether some operation has values of its own per channel.</summary>
    public static bool DependsOnChannel(EquatableArray<EpilogueOperation> epilogue) =>
        Affine(epilogue).Any() || Learned(epilogue).Any() || Gates(epilogue).Any();

    /// <summary>The other values that are read position by position.</summary>
    public static IEnumerable<ImageOperand> Values(EquatableArray<EpilogueOperation> epilogue) =>
        epilogue.Select((operation, i) => operation switch
        {
            AddOperation add => new ImageOperand($"addend{i}", add.Layout),
            MultiplyOperation { PerChannel: false } multiply => new ImageOperand($"factor{i}", multiply.Layout),
            _ => null,
        }).OfType<ImageOperand>();

    /// <summary>The other values of which one position multiplies all of a sample's.</summary>
    public static IEnumerable<ImageOperand> Gates(EquatableArray<EpilogueOperation> epilogue) =>
        epilogue.Select((operation, i) => operation is MultiplyOperation { PerChannel: true } gate ? new ImageOperand($"factor{i}", gate.Layout) : null)
            .OfType<ImageOperand>();

    /// <summary>The operations as a formula for comments: <c>max(0, scale0·x + shift0)</c> for the argument <paramref name="x"/>.</summary>
    public static string Formula(EquatableArray<EpilogueOperation> epilogue, string x)
    {
        for (int i = 0; i < epilogue.Count; i++)
        {
            x = epilogue[i] switch
            {
                ActivationOperation { Activation: var activation } => $"{activation.Name}({x})",
                AffineOperation => $"scale{i}·({x}) + shift{i}",
                AddOperation => $"{x} + addend{i}",
                MultiplyOperation => $"factor{i}·({x})",
                _ => $"{x} + what the output holds",
            };
        }

        return x;
    }

    private static IEnumerable<string> Learned(EquatableArray<EpilogueOperation> epilogue) =>
        epilogue.SelectMany((operation, i) => operation is ActivationOperation ? operation.Parameters(i).Select(parameter => parameter.Name) : []);

    private static IEnumerable<int> Affine(EquatableArray<EpilogueOperation> epilogue) =>
        Enumerable.Range(0, epilogue.Count).Where(i => epilogue[i] is AffineOperation);
}
