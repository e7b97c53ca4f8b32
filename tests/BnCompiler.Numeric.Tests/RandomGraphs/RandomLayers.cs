using BnCompiler.Numeric.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>The layers of one input that random graphs are made of, each with all its arguments. A new layer is one entry of the list.</summary>
internal static class RandomLayers
{
    /// <summary>What makes images larger does so only to small ones, for the speed of the reference.</summary>
    private const int MostValuesToEnlarge = 300;

    /// <summary>Of an image or of a flattened one, for the same reason.</summary>
    private const int MostValues = 1000;

    /// <summary>Around the lane counts of every vector width.</summary>
    private static readonly int[] ChannelCounts = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33];

    private static readonly Entry[] Entries =
    [
        Anywhere(15, _ => BatchNorm()),
        Anywhere(3, new ReLUSpec()),
        Anywhere(1, new LeakyReLUSpec(), new LeakyReLUSpec(0.3), new LeakyReLUSpec(1.5), new LeakyReLUSpec(-0.5)),
        Anywhere(1, new ReLU6Spec(), new ReLU6Spec(), new ClampSpec(-1, 1), new ClampSpec(0.25, 2.5)),
        Anywhere(1, new HardSwishSpec(), new HardSwishSpec(), new HardSigmoidSpec()),
        Anywhere(1, new ELUSpec(), new ELUSpec(0.5), new ELUSpec(-1)),
        Anywhere(1, new GELUSpec(), new GELUSpec("tanh"), new SiLUSpec(), new SiLUSpec()),
        Anywhere(1, new SigmoidSpec(), new TanhSpec()),
        Anywhere(1, input => Gen.Elements(1, input.Channels).Select(count => (LayerSpec)new PReLUSpec(count))),
        Anywhere(2, GroupNorm),
        Anywhere(1, new LayerNormSpec(), new LayerNormSpec(1e-3, Affine: false)),
        Anywhere(1, Reshaping),
        Anywhere(1, new DropoutSpec(), new DropoutSpec(), new DropoutSpec(0.4)),
        Anywhere(1, new SoftmaxSpec(), new LogSoftmaxSpec()),
        OnFeatures(8, Linear),
        OnSequences(9, ConvolutionAlong),
        OnSequences(3, MaxPoolingAlong),
        OnSequences(3, AveragePoolingAlong),
        OnSequences(3, _ => Gen.Choose(1, 4).Select(length => (LayerSpec)new AdaptiveAvgPool1dSpec(length))),
        OnImages(9, Convolution),
        OnImages(2, MaxPooling),
        OnImages(2, AveragePooling),
        OnImages(2, new GlobalAvgPool2dSpec(), new GlobalMaxPool2dSpec()),
        OnImages(1, AdaptivePooling),
        OnPositions(1, input => Gen.Elements(Divisors(input.Channels)).Select(groups => (LayerSpec)new ChannelShuffleSpec(groups))),
        OnPositions(2, _ => Gen.Constant<LayerSpec>(new FlattenSpec())),
        new(1, input => input.Positions > 1, _ => Gen.Elements<LayerSpec>(new InstanceNormSpec(), new InstanceNormSpec(1e-3, Affine: true))),
        OnSmallImages(4, TransposedConvolution),
        OnSmallImages(2, ZeroPadding),
        OnSmallImages(3, Upsampling),
    ];

    /// <summary>Layers that keep the shape, from which branches are made that can be added.</summary>
    private static readonly Entry[] Preserving =
    [
        OnImages(3, input => Gen.Constant<LayerSpec>(new Conv2dSpec(input.Channels, new Window(1)))),
        OnImages(3, input => from bias in Flag select (LayerSpec)new Conv2dSpec(input.Channels, new Window(3) { Padding = 1 }, 1, bias)),
        OnImages(2, input => Gen.Constant<LayerSpec>(new Conv2dSpec(input.Channels, new Window(3) { Padding = 1 }, input.Channels))),
        OnImages(1, input => Gen.Constant<LayerSpec>(new Conv2dSpec(input.Channels, new Window(3) { Padding = 2, Dilation = 2 }, Groups(input.Channels), Bias: false))),
        OnImages(1, new MaxPool2dSpec(new Window(3) { Stride = 1, Padding = 1 }), new AvgPool2dSpec(new Window(3) { Stride = 1, Padding = 1 })),
        OnImages(1, input => Gen.Constant<LayerSpec>(new ChannelShuffleSpec(Groups(input.Channels)))),
        OnImages(1, new ZeroPad2dSpec(0, 0, 0, 0)),
        OnFeatures(3, input => from bias in Flag select (LayerSpec)new LinearSpec(input.Channels, bias)),
        OnSequences(3, input => from bias in Flag select (LayerSpec)new Conv1dSpec(input.Channels, 3, 1, bias) { Padding = 1 }),
        OnSequences(2, input => Gen.Constant<LayerSpec>(new Conv1dSpec(input.Channels, 3, input.Channels) { Padding = 1 })),
    ];

    public static Gen<bool> Flag { get; } = Gen.Elements(true, false);

    /// <summary>Any layer that fits an input.</summary>
    public static Gen<LayerSpec> On(Extent input) => Draw(Entries, input);

    /// <summary>A layer whose output has the shape of its input and other values.</summary>
    public static Gen<LayerSpec> Keeping(Extent input) => Draw(Preserving, input);

    public static Gen<LayerSpec> Activation() => Gen.Elements<LayerSpec>(
        new ReLUSpec(), new ReLUSpec(), new LeakyReLUSpec(-0.5), new PReLUSpec(), new ReLU6Spec(), new ClampSpec(-1, 1), new HardSwishSpec(), new ELUSpec(), new GELUSpec(), new SiLUSpec(), new TanhSpec());

    public static Gen<LayerSpec> BatchNorm() =>
        from epsilon in Gen.Elements(1e-5, 1e-5, 1e-3)
        from momentum in Gen.Elements(0.1, 0.1, 0.01, 0.5, 1.0)
        from affine in Gen.Elements(true, true, true, false)
        from frozen in Gen.Elements(false, false, false, false, false, true)
        from values in Gen.Elements([.. Enum.GetValues<BatchNormValues>(), BatchNormValues.SignedGamma])
        select (LayerSpec)new BatchNormSpec(epsilon, momentum, affine, frozen) { Values = values };

    /// <summary>As many channels as keep the float64 reference fast.</summary>
    public static Gen<int> ChannelCount(int positions) => Gen.Elements(ChannelCounts.Where(count => count <= Math.Max(3, MostValues / positions)));

    private static Gen<LayerSpec> Draw(Entry[] entries, Extent input) =>
        Gen.Frequency([.. entries.Where(entry => entry.Fits(input)).Select(entry => (entry.Weight, entry.Layer(input)))]);

    private static Entry Anywhere(int weight, params LayerSpec[] layers) => new(weight, _ => true, _ => Gen.Elements(layers));

    private static Entry Anywhere(int weight, Func<Extent, Gen<LayerSpec>> layer) => new(weight, _ => true, layer);

    private static Entry OnFeatures(int weight, Func<Extent, Gen<LayerSpec>> layer) => new(weight, input => input.IsFeatures, layer);

    private static Entry OnSequences(int weight, Func<Extent, Gen<LayerSpec>> layer) => new(weight, input => input.IsSequence, layer);

    private static Entry OnPositions(int weight, Func<Extent, Gen<LayerSpec>> layer) => new(weight, input => !input.IsFeatures, layer);

    private static Entry OnImages(int weight, Func<Extent, Gen<LayerSpec>> layer) => new(weight, input => input.IsImage, layer);

    private static Entry OnImages(int weight, params LayerSpec[] layers) => OnImages(weight, _ => Gen.Elements(layers));

    private static Entry OnSmallImages(int weight, Func<Extent, Gen<LayerSpec>> layer) =>
        new(weight, input => input.IsImage && input.Length <= MostValuesToEnlarge, layer);

    private static Gen<LayerSpec> Linear(Extent input) =>
        from outputs in ChannelCount(1)
        from bias in Flag
        select (LayerSpec)new LinearSpec(outputs, bias);

    private static Gen<LayerSpec> GroupNorm(Extent input) =>
        from groups in Gen.Elements(Divisors(input.Channels))
        from affine in Gen.Elements(true, true, false)
        select (LayerSpec)new GroupNormSpec(groups, Affine: affine);

    /// <summary>To features, a sequence or an image, with one of the sizes open or none.</summary>
    private static Gen<LayerSpec> Reshaping(Extent input) =>
        from channels in Gen.Elements(Divisors(input.Length))
        from height in Gen.Elements(Divisors(input.Length / channels))
        from target in Gen.Elements(
            Extent.Features(input.Length), Extent.Sequence(channels, input.Length / channels), Extent.Image(channels, height, input.Length / channels / height))
        from open in Gen.Elements<int?>(null, 0)
        select (LayerSpec)new ReshapeSpec(target) { Open = open };

    private static Gen<LayerSpec> ConvolutionAlong(Extent input) =>
        from window in RandomWindows.Any(input, maxDilation: 2)
        from outputs in ChannelCount(input.Positions)
        from groups in Gen.Elements(1, 1, 1, Groups(input.Channels), input.Channels)
        from bias in Flag
        let layer = new Conv1dSpec(groups == 1 ? outputs : groups * (1 + (outputs % 2)), window.KernelWidth, groups, bias)
        select Fitting(input, layer with { Stride = window.StrideWidth, Padding = window.PaddingWidth, Dilation = window.DilationWidth }, layer with { Kernel = 1 });

    private static Gen<LayerSpec> Convolution(Extent input) =>
        from window in RandomWindows.Any(input, maxDilation: 2)
        from outputs in ChannelCount(input.Positions)
        from grouping in Gen.Frequency((4, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(2)))
        from bias in Flag
        let layer = grouping switch
        {
            1 => new Conv2dSpec(input.Channels * (1 + (outputs % 2)), window, input.Channels, bias),
            2 => new Conv2dSpec(Groups(input.Channels) * (1 + (outputs % 5)), window, Groups(input.Channels), bias),
            _ => new Conv2dSpec(outputs, window, 1, bias),
        }
        select Fitting(input, layer, layer with { Window = new Window(1) });

    private static Gen<LayerSpec> TransposedConvolution(Extent input) =>
        from window in RandomWindows.Any(new Extent(input.Channels, 3, 3, IsImage: true), maxDilation: 3)
        from outputs in Gen.Elements(1, 2, 3, 5, 17)
        from groups in Gen.Elements(1, 1, Groups(input.Channels), input.Channels)
        from bias in Flag
        from extraHeight in Gen.Choose(0, Math.Max(window.StrideHeight, window.DilationHeight) - 1)
        from extraWidth in Gen.Choose(0, Math.Max(window.StrideWidth, window.DilationWidth) - 1)
        let layer = new ConvTranspose2dSpec(groups == 1 ? outputs : groups * (1 + (outputs % 2)), window, groups, bias)
        select Fitting(input, layer with { OutputPaddingHeight = extraHeight, OutputPaddingWidth = extraWidth }, layer with { Window = new Window(2) });

    private static Gen<LayerSpec> MaxPooling(Extent input) =>
        from window in RandomWindows.OfPooling(input, maxDilation: 2)
        select Fitting(input, new MaxPool2dSpec(window), new MaxPool2dSpec(new Window(1)));

    private static Gen<LayerSpec> AveragePooling(Extent input) =>
        from window in RandomWindows.OfPooling(input, maxDilation: 1)
        from include in Flag
        select Fitting(input, new AvgPool2dSpec(window, include), new AvgPool2dSpec(new Window(1)));

    private static Gen<LayerSpec> MaxPoolingAlong(Extent input) =>
        from window in RandomWindows.OfPooling(input, maxDilation: 2)
        let layer = new MaxPool1dSpec(window.KernelWidth) { Stride = window.StrideWidth, Padding = window.PaddingWidth, Dilation = window.DilationWidth, CeilMode = window.CeilMode }
        select Fitting(input, layer, new MaxPool1dSpec(1));

    private static Gen<LayerSpec> AveragePoolingAlong(Extent input) =>
        from window in RandomWindows.OfPooling(input, maxDilation: 1)
        from include in Flag
        let layer = new AvgPool1dSpec(window.KernelWidth, include) { Stride = window.StrideWidth, Padding = window.PaddingWidth, CeilMode = window.CeilMode }
        select Fitting(input, layer, new AvgPool1dSpec(1));

    private static Gen<LayerSpec> AdaptivePooling(Extent input) =>
        from height in Gen.Choose(1, 4)
        from width in Gen.Choose(1, 4)
        select (LayerSpec)new AdaptiveAvgPool2dSpec(height, width);

    private static Gen<LayerSpec> ZeroPadding(Extent input) =>
        from left in Gen.Choose(0, 2)
        from right in Gen.Choose(0, 2)
        from top in Gen.Choose(0, 2)
        from bottom in Gen.Choose(0, 2)
        select (LayerSpec)new ZeroPad2dSpec(left, right, top, bottom);

    private static Gen<LayerSpec> Upsampling(Extent input) =>
        from height in Gen.Choose(1, 3)
        from width in Gen.Choose(1, 2)
        from bilinear in Flag
        select (LayerSpec)new UpsampleSpec(height, width, bilinear);

    private static int[] Divisors(int channels) => [.. Enumerable.Range(1, channels).Where(divisor => channels % divisor == 0)];

    // The smallest divisor above 1.
    private static int Groups(int channels) => Enumerable.Range(2, Math.Max(channels - 1, 1)).FirstOrDefault(divisor => channels % divisor == 0, 1);

    // A dilated kernel may not fit.
    private static LayerSpec Fitting(Extent input, LayerSpec layer, LayerSpec otherwise) => layer.Output(input) is null ? otherwise : layer;

    /// <param name="Weight">How often it is drawn, in relation to the others that fit.</param>
    private sealed record Entry(int Weight, Func<Extent, bool> Fits, Func<Extent, Gen<LayerSpec>> Layer);
}
