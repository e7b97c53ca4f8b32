using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Numeric.Tests.Kernels;

public sealed class MapKernelTests
{
    private const int Samples = 3;

    private static readonly Halo Around = new(1, 2, 3, 1);

    private static readonly Dictionary<string, MapKernel> Maps = (
        from size in new[] { (1, 1), (3, 5), (14, 10) }
        from halo in new[] { Halo.None, Around }
        from epilogue in Epilogues
        select (size, halo, epilogue)).Select((one, i) =>
        {
            var shape = new Shape(ChannelCounts.InTurn(i), one.size.Item1, one.size.Item2);
            return (
                $"{shape}, {(one.halo == Halo.None ? "no halo" : "halo")}, {one.epilogue.Name}",
                new MapKernel(Layout.For(shape), Layout.For(shape, one.halo), one.epilogue.Operations.ToImmutableArray()));
        }).ToDictionary();

    private static readonly Dictionary<string, (MapGradientKernel Kernel, TestActivation Activation)> Gradients = (
        from activation in new[] { TestActivation.ReLU, TestActivation.Sigmoid, TestActivation.Square }
        from accumulate in new[] { false, true }
        from halo in new[] { Halo.None, Around }
        let shape = new Shape(17, 4, 6)
        select (
            $"{activation.Activation.Name}, {(accumulate ? "added" : "stored")}, {(halo == Halo.None ? "no halo" : "halo")}",
            (new MapGradientKernel(activation.Activation, Layout.For(shape, halo), Layout.For(shape), Layout.For(shape, halo), accumulate), activation)))
        .ToDictionary();

    private static readonly Lazy<EmittedKernels> Emitted = new(() => new([.. Maps.Values, .. Gradients.Values.Select(pair => pair.Kernel)]));

    public static TheoryData<string> MapNames => [.. Maps.Keys];

    public static TheoryData<string> GradientNames => [.. Gradients.Keys];

    private static (string Name, EpilogueOperation[] Operations)[] Epilogues =>
    [
        ("copy", []),
        ("ReLU", [new ActivationOperation(TestActivation.ReLU.Activation)]),
        ("affine, added", [new AffineOperation(), new AccumulateOperation()]),
        ("ReLU, affine, Square", [new ActivationOperation(TestActivation.ReLU.Activation), new AffineOperation(), new ActivationOperation(TestActivation.Square.Activation)]),
    ];

    [Theory]
    [MemberData(nameof(MapNames))]
    public void Map_applies_its_operations_in_order(string name)
    {
        var kernel = Maps[name];
        var values = new KernelValues(1);
        var input = KernelImage.Input(kernel.Input, Samples, values.Next);
        var output = KernelImage.Output(kernel.Output, Samples, values.Next);
        float[] scale = values.PerChannel(kernel.Output), shift = values.PerChannel(kernel.Output);
        var affine = kernel.Epilogue.Where(operation => operation is AffineOperation).SelectMany(_ => new object[] { scale, shift });
        var before = output.Clone();
        Emitted.Value.Run(kernel, 1, Samples, [input, .. affine, output]);

        output.AssertEquals(before, 1, Samples, (n, c, y, x) =>
        {
            double value = input[n, c, y, x];
            foreach (var operation in kernel.Epilogue)
            {
                value = operation switch
                {
                    ActivationOperation { Activation.Name: "ReLU" } => Math.Max(0, value),
                    ActivationOperation => value * value,
                    AffineOperation => (value * scale[c]) + shift[c],
                    _ => value + before[n, c, y, x],
                };
            }

            // No intermediate value exceeds (1·1 + 1)² = 4, and each of at most three operations rounds twice.
            return new(value, 4, 6);
        });
    }

    [Theory]
    [MemberData(nameof(GradientNames))]
    public void MapGradient_multiplies_with_the_derivative(string name)
    {
        var (kernel, activation) = Gradients[name];
        var values = new KernelValues(2);
        var input = KernelImage.Input(kernel.Value, Samples, values.Next);
        var value = input.Clone();
        if (!activation.Activation.GradientFromInput)
        {
            value.ForEach(kernel.Value.Channels, (n, c, y, x) => value[n, c, y, x] = (float)activation.Forward(input[n, c, y, x]));
        }

        var outputGradient = KernelImage.Input(kernel.OutputGradient, Samples, values.Next);
        var inputGradient = KernelImage.Output(kernel.InputGradient, Samples, kernel.Accumulate ? values.Next : null);
        var before = inputGradient.Clone();
        Emitted.Value.Run(kernel, 0, 2, value, outputGradient, inputGradient);

        inputGradient.AssertEquals(before, 0, 2, (n, c, y, x) => new(
            (activation.Derivative(input[n, c, y, x]) * outputGradient[n, c, y, x]) + (kernel.Accumulate ? before[n, c, y, x] : 0), 3, 4));
    }
}
