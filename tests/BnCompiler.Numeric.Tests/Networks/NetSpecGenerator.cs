using System.Collections.Immutable;
using BnCompiler.Numeric.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Random valid networks: every chain that it makes compiles and can be trained on its batch.</summary>
internal static class NetSpecGenerator
{
    /// <summary>Around the lane counts of every vector width.</summary>
    private static readonly int[] ChannelCounts = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33];

    private static readonly int[] BatchSizes = [1, 2, 3, 5];

    /// <summary>Linear layers take several samples together: batches around those too.</summary>
    private static readonly int[] BatchSizesOfFeatures = [.. BatchSizes, 7, 17, 33];

    /// <summary>What makes images larger does so only to small ones, for the speed of the reference.</summary>
    private const int MostValuesToEnlarge = 150;

    public static Gen<NetSpec> Networks { get; } =
        (from input in Gen.Frequency((6, Images()), (4, ChannelCount(1).Select(Extent.Features)), (3, Sequences()))
         from length in Gen.Choose(1, 8)
         from layers in Chain(input, length)
         from batch in Gen.Elements(input.IsFeatures ? BatchSizesOfFeatures : BatchSizes)
         from offset in Gen.Frequency((6, Gen.Constant(0.0)), (1, Gen.Elements(30.0, -500.0)))
         select new NetSpec(input, layers) { Batch = batch, InputOffset = offset })
        .Where(spec => spec.IsTrainable());

    private static Gen<Extent> Images() =>
        from height in Gen.Choose(1, 10)
        from width in Gen.Choose(1, 10)
        from channels in ChannelCount(height * width)
        select Extent.Image(channels, height, width);

    private static Gen<Extent> Sequences() =>
        from length in Gen.Choose(1, 30)
        from channels in ChannelCount(length)
        select Extent.Sequence(channels, length);

    // Keeps the float64 reference fast: no image of more than about a thousand values.
    private static Gen<int> ChannelCount(int positions) => Gen.Elements(ChannelCounts.Where(count => count <= Math.Max(3, 1000 / positions)));

    private static Gen<ImmutableArray<LayerSpec>> Chain(Extent input, int length) =>
        length == 0
            ? Gen.Constant(ImmutableArray<LayerSpec>.Empty)
            : from layer in Layer(input)
              from rest in Chain(layer.Output(input)!.Value, length - 1)
              select rest.Insert(0, layer);

    private static Gen<LayerSpec> Layer(Extent input)
    {
        (int, Gen<LayerSpec>)[] anywhere =
        [
            (5, BatchNorm()),
            (3, Gen.Constant<LayerSpec>(new ReLUSpec())),
            (1, Gen.Elements(0.01, 0.3, 1.5, -0.5).Select(slope => (LayerSpec)new LeakyReLUSpec(slope))),
            (2, Gen.Elements<LayerSpec>(new ReLU6Spec(), new HardSwishSpec(), new HardSigmoidSpec(), new ClampSpec(-1, 1), new ClampSpec(0.25, 2.5))),
            (2, Gen.Elements<LayerSpec>(new ELUSpec(), new ELUSpec(0.5), new ELUSpec(-1), new GELUSpec(), new GELUSpec("tanh"), new SiLUSpec())),
            (1, Gen.Constant<LayerSpec>(new SigmoidSpec())),
            (1, Gen.Constant<LayerSpec>(new TanhSpec())),
            (1, Gen.Constant<LayerSpec>(new DropoutSpec())),
            (1, Gen.Elements<LayerSpec>(new SoftmaxSpec(), new LogSoftmaxSpec())),
            (1, Gen.Elements(1, input.Channels).Select(slopes => (LayerSpec)new PReLUSpec(slopes))),
            (2, Normalisation(input)),
            (1, Reshaping(input)),
        ];
        (int, Gen<LayerSpec>)[] features =
        [
            (6, from outputs in ChannelCount(1) from bias in Flag() select (LayerSpec)new LinearSpec(outputs, bias)),
        ];
        (int, Gen<LayerSpec>)[] images =
        [
            (7, Convolution(input)),
            (2, Pooling(input, 2).Select(window => Fitting(input, new MaxPool2dSpec(window)))),
            (2, from window in Pooling(input, 1) from include in Flag() select Fitting(input, new AvgPool2dSpec(window, include))),
            (1, Gen.Constant<LayerSpec>(new GlobalAvgPool2dSpec())),
            (1, Gen.Constant<LayerSpec>(new GlobalMaxPool2dSpec())),
            (1, from height in Gen.Choose(1, 4) from width in Gen.Choose(1, 4) select (LayerSpec)new AdaptiveAvgPool2dSpec(height, width)),
            (1, Gen.Elements(Divisors(input.Channels)).Select(groups => (LayerSpec)new ChannelShuffleSpec(groups))),
            (input.Length <= MostValuesToEnlarge ? 2 : 0, Enlarging(input)),
            (2, Gen.Constant<LayerSpec>(new FlattenSpec())),
        ];
        (int, Gen<LayerSpec>)[] sequences =
        [
            (6, SequenceConvolution(input)),
            (3, SequencePooling(input)),
            (1, Gen.Elements(Divisors(input.Channels)).Select(groups => (LayerSpec)new ChannelShuffleSpec(groups))),
            (2, Gen.Constant<LayerSpec>(new FlattenSpec())),
        ];
        return Gen.Frequency([.. anywhere, .. input.IsImage ? images : input.IsSequence ? sequences : features]);
    }

    private static Gen<LayerSpec> Normalisation(Extent input) =>
        from groups in Gen.Elements(Divisors(input.Channels))
        from affine in Flag()
        from layer in Gen.Elements<LayerSpec>(
            new GroupNormSpec(groups, Affine: affine), new LayerNormSpec(Affine: affine), input.Positions > 1 ? new InstanceNormSpec(Affine: affine) : new GroupNormSpec(1))
        select layer;

    private static Gen<LayerSpec> Reshaping(Extent input) =>
        from channels in Gen.Elements(Divisors(input.Length))
        from height in Gen.Elements(Divisors(input.Length / channels))
        from target in Gen.Elements(
            Extent.Features(input.Length), Extent.Sequence(channels, input.Length / channels), Extent.Image(channels, height, input.Length / channels / height))
        select (LayerSpec)new ReshapeSpec(target);

    private static Gen<LayerSpec> SequencePooling(Extent input) =>
        from kernel in Gen.Choose(1, Math.Min(3, input.Width))
        from stride in Gen.Choose(1, 3)
        from padding in Gen.Choose(0, kernel / 2)
        from ceil in Flag()
        from include in Flag()
        from length in Gen.Choose(1, 6)
        from layer in Gen.Elements<LayerSpec>(
            new MaxPool1dSpec(kernel) { Stride = stride, Padding = padding, CeilMode = ceil },
            new AvgPool1dSpec(kernel, include) { Stride = stride, Padding = padding, CeilMode = ceil },
            new AdaptiveAvgPool1dSpec(length))
        select layer;

    private static Gen<LayerSpec> SequenceConvolution(Extent input) =>
        from kernel in Gen.Choose(1, Math.Min(4, input.Width))
        from stride in Gen.Elements(1, 1, 2, 3)
        from padding in Gen.Choose(0, 2)
        from outputs in ChannelCount(input.Positions)
        from grouping in Gen.Elements(1, 1, Groups(input.Channels), input.Channels)
        from bias in Flag()
        select (LayerSpec)new Conv1dSpec(grouping == 1 ? outputs : grouping * (1 + (outputs % 2)), kernel, grouping, bias) { Stride = stride, Padding = padding };

    private static Gen<LayerSpec> BatchNorm() =>
        from epsilon in Gen.Elements(1e-5, 1e-5, 1e-3)
        from momentum in Gen.Elements(0.1, 0.1, 0.01, 0.5, 1.0)
        from affine in Gen.Elements(true, true, true, false)
        from values in Gen.Elements(
            BatchNormValues.Usual, BatchNormValues.SignedGamma, BatchNormValues.SignedGamma, BatchNormValues.HostileGamma, BatchNormValues.TinyVariance, BatchNormValues.FarMean)
        select (LayerSpec)new BatchNormSpec(epsilon, momentum, affine) { Values = values };

    private static Gen<LayerSpec> Convolution(Extent input) =>
        from window in Windows(input, maxDilation: 2)
        from outputs in ChannelCount(input.Positions)
        from grouping in Gen.Frequency((4, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(2)))
        from bias in Flag()
        select Fitting(input, grouping switch
        {
            1 => new Conv2dSpec(input.Channels * (1 + (outputs % 2)), window, input.Channels, bias),
            2 => new Conv2dSpec(Groups(input.Channels) * (1 + (outputs % 5)), window, Groups(input.Channels), bias),
            _ => new Conv2dSpec(outputs, window, 1, bias),
        });

    private static Gen<LayerSpec> Enlarging(Extent input) => Gen.OneOf(
        TransposedConvolution(input),
        from left in Gen.Choose(0, 2)
        from right in Gen.Choose(0, 2)
        from top in Gen.Choose(0, 2)
        from bottom in Gen.Choose(0, 2)
        select (LayerSpec)new ZeroPad2dSpec(left, right, top, bottom),
        from height in Gen.Choose(1, 3)
        from width in Gen.Choose(1, 2)
        from bilinear in Flag()
        select (LayerSpec)new UpsampleSpec(height, width, bilinear));

    private static Gen<LayerSpec> TransposedConvolution(Extent input) =>
        from window in Windows(new Extent(input.Channels, 3, 3, IsImage: true), maxDilation: 3)
        from outputs in Gen.Elements(1, 2, 3, 5, 17)
        from groups in Gen.Elements(1, 1, Groups(input.Channels), input.Channels)
        from bias in Flag()
        from extraHeight in Gen.Choose(0, Math.Max(window.StrideHeight, window.DilationHeight) - 1)
        from extraWidth in Gen.Choose(0, Math.Max(window.StrideWidth, window.DilationWidth) - 1)
        let layer = new ConvTranspose2dSpec(groups == 1 ? outputs : groups * (1 + (outputs % 2)), window, groups, bias)
        {
            OutputPaddingHeight = extraHeight,
            OutputPaddingWidth = extraWidth,
        }
        select Fitting(input, layer);

    private static int[] Divisors(int channels) => [.. Enumerable.Range(1, channels).Where(divisor => channels % divisor == 0)];

    // The smallest divisor above 1.
    private static int Groups(int channels) => Enumerable.Range(2, Math.Max(channels - 1, 1)).FirstOrDefault(divisor => channels % divisor == 0, 1);

    private static Gen<Window> Windows(Extent input, int maxDilation) =>
        from height in Gen.Choose(1, Math.Min(3, input.Height))
        from width in Gen.Choose(1, Math.Min(3, input.Width))
        from strideHeight in Gen.Elements(1, 1, 1, 2, 3)
        from strideWidth in Gen.Elements(1, 1, 1, 2)
        from paddingHeight in Gen.Choose(0, 1)
        from paddingWidth in Gen.Elements(0, 1, 2)
        from dilationHeight in Gen.Elements(1, 1, maxDilation)
        from dilationWidth in Gen.Elements(1, 1, maxDilation)
        select new Window(height, width)
        {
            StrideHeight = strideHeight,
            StrideWidth = strideWidth,
            PaddingHeight = paddingHeight,
            PaddingWidth = paddingWidth,
            DilationHeight = dilationHeight,
            DilationWidth = dilationWidth,
        };

    private static Gen<Window> Pooling(Extent input, int maxDilation) =>
        from window in Windows(input, maxDilation)
        from ceil in Flag()
        select window with
        {
            PaddingHeight = Math.Min(window.PaddingHeight, window.KernelHeight / 2),
            PaddingWidth = Math.Min(window.PaddingWidth, window.KernelWidth / 2),
            CeilMode = ceil,
        };

    private static Gen<bool> Flag() => Gen.Elements(true, false);

    // A dilated kernel may not fit; a 1×1 window always does.
    private static LayerSpec Fitting(Extent input, LayerSpec layer) => layer.Output(input) is not null
        ? layer
        : layer switch
        {
            Conv2dSpec conv => conv with { Window = new Window(1) },
            ConvTranspose2dSpec transposed => transposed with { Window = new Window(2), OutputPaddingHeight = 0, OutputPaddingWidth = 0 },
            MaxPool2dSpec => new MaxPool2dSpec(new Window(1)),
            _ => new AvgPool2dSpec(new Window(1)),
        };
}
