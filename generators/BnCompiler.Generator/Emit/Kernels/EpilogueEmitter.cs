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

        foreach (var gate in Gates(epilogue))
        {
            writer.Line($"var {gate.Name}Vector{suffix} = TSimd.Load(ref {gate.Sample}, {channel});");
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
    /// <param name="place">
    /// Where the vector's position lies in one of the <see cref="Images"/>, as the rest of the arguments of a load or store: <c>ref addend0Row, at</c>. By default in the
    /// row of the image, as far from its start as the output is from <paramref name="output"/>.
    /// </param>
    public static void Apply(
        KernelWriter writer, string vector, EquatableArray<EpilogueOperation> epilogue, string channel, string output, string outputOffset,
        bool preloaded = false, string suffix = "", Func<ImageOperand, string>? place = null)
    {
        string Place(ImageOperand image) => place is null ? $"ref {image.Row}, {outputOffset}" : place(image);
        string Load(ImageOperand image) => $"TSimd.Load({Place(image)})";
        ApplyAll(epilogue, 0, vector);

        void ApplyAll(EquatableArray<EpilogueOperation> operations, int number, string variable)
        {
            foreach (var operation in operations)
            {
                if (operation is SideOperation side)
                {
                    string copy = $"{variable}Side{number}";
                    writer.Line($"var {copy} = {variable};");
                    ApplyAll(side.Operations, number + 1, copy);
                    writer.Line($"TSimd.Store({copy}, {Place(ImagesOf(side, number)[0])});");
                }
                else
                {
                    writer.Line($"{variable} = {Result(operation, number, variable)};");
                }

                number += operation.Numbers;
            }
        }

        string Result(EpilogueOperation operation, int i, string x) => operation switch
        {
            ActivationOperation { Activation: { Parameter: { } learned } activation } => ActivationText.Forward(
                activation, x, preloaded ? $"{learned.Name}{i}Vector{suffix}" : $"TSimd.Load(ref {learned.Name}{i}, {channel})"),
            ActivationOperation { Activation: var activation } => ActivationText.Forward(activation, x),
            AffineOperation { Values: not null } => $"TSimd.MultiplyAdd({x}, {Load(ImagesOf(operation, i)[0])}, {Load(ImagesOf(operation, i)[1])})",
            AffineOperation when preloaded => $"TSimd.MultiplyAdd({x}, scale{i}Vector{suffix}, shift{i}Vector{suffix})",
            AffineOperation => $"TSimd.MultiplyAdd({x}, TSimd.Load(ref scale{i}, {channel}), TSimd.Load(ref shift{i}, {channel}))",
            AccumulateOperation => $"TSimd.Add({x}, TSimd.Load(ref {output}, {outputOffset}))",
            AddOperation => $"TSimd.Add({x}, {Load(ImagesOf(operation, i)[0])})",
            MultiplyOperation { PerChannel: true } when preloaded => $"TSimd.Multiply({x}, factor{i}Vector{suffix})",
            MultiplyOperation { PerChannel: false } => $"TSimd.Multiply({x}, {Load(ImagesOf(operation, i)[0])})",
            _ => throw new InvalidOperationException($"The epilogue operation {operation.GetType().Name} has no text."),
        };
    }

    /// <summary>Whether some operation has values of its own per channel.</summary>
    public static bool DependsOnChannel(EquatableArray<EpilogueOperation> epilogue) =>
        Affine(epilogue).Any() || Learned(epilogue).Any() || Gates(epilogue).Any();

    /// <summary>The other values, and constants of every value, that are read or written position by position; the kernel keeps a <c>ref</c> to the row of each.</summary>
    public static ImageOperand[] Images(EquatableArray<EpilogueOperation> epilogue) =>
        [.. Numbered(epilogue).SelectMany(pair => ImagesOf(pair.Operation, pair.Number))];

    /// <summary>The other values of which one position multiplies all of a sample's.</summary>
    public static IEnumerable<ImageOperand> Gates(EquatableArray<EpilogueOperation> epilogue) =>
        Numbered(epilogue)
            .Select(pair => pair.Operation is MultiplyOperation { PerChannel: true } gate ? new ImageOperand($"factor{pair.Number}", gate.Layout) : null)
            .OfType<ImageOperand>();

    private static ImageOperand[] ImagesOf(EpilogueOperation operation, int i) => operation switch
    {
        AddOperation add => [new($"addend{i}", add.Layout)],
        MultiplyOperation { PerChannel: false } multiply => [new($"factor{i}", multiply.Layout)],
        AffineOperation { Values: { } values } => [new($"scale{i}", values) { IsShared = true }, new($"shift{i}", values) { IsShared = true }],
        SideOperation side => [new($"side{i}", side.Layout)],
        _ => [],
    };

    private static IEnumerable<string> Learned(EquatableArray<EpilogueOperation> epilogue) =>
        Numbered(epilogue).SelectMany(pair => pair.Operation is ActivationOperation activation ? activation.Parameters(pair.Number).Select(parameter => parameter.Name) : []);

    private static IEnumerable<int> Affine(EquatableArray<EpilogueOperation> epilogue) =>
        Numbered(epilogue).Where(pair => pair.Operation is AffineOperation { Values: null }).Select(pair => pair.Number);

    /// <summary>All operations with their numbers, those inside others included.</summary>
    private static IEnumerable<(EpilogueOperation Operation, int Number)> Numbered(EquatableArray<EpilogueOperation> epilogue, int number = 0)
    {
        foreach (var operation in epilogue)
        {
            yield return (operation, number);
            if (operation is SideOperation side)
            {
                foreach (var inside in Numbered(side.Operations, number + 1))
                {
                    yield return inside;
                }
            }

            number += operation.Numbers;
        }
    }
}
