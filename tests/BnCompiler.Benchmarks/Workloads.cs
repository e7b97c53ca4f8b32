using BnCompiler.Benchmarks.Measuring;
using BnCompiler.Benchmarks.Networks;
using QuickStart;

namespace BnCompiler.Benchmarks;

/// <summary>All that is measured, on one thread.</summary>
internal static class Workloads
{
    public static IEnumerable<Workload> Networks()
    {
        foreach (int samples in (int[])[1, 64])
        {
            yield return Workload.Inference($"FashionNet, inference, batch {samples}", samples, FashionNet.InputLength, FashionNet.OutputLength, Flops.FashionNet, new FashionNet().Fold().Predict);
        }

        yield return Workload.Training("FashionNet, training, batch 64", Flops.FashionNetTraining, new FashionNet.Trainer(new FashionNet(), batchSize: 64));
    }

    public static IEnumerable<Workload> Layers()
    {
        yield return Layer("conv 3×3, 1 → 32, 28×28", Conv3x3First.InputLength, Conv3x3First.OutputLength, Flops.Conv2d(1, 32, 3, 28, 28), new Conv3x3First().Fold().Predict);
        yield return Layer("conv 3×3, 32 → 32, 56×56", Conv3x3Of32.InputLength, Conv3x3Of32.OutputLength, Flops.Conv2d(32, 32, 3, 56, 56), new Conv3x3Of32().Fold().Predict);
        yield return Layer("conv 3×3, 64 → 64, 56×56", Conv3x3Of64.InputLength, Conv3x3Of64.OutputLength, Flops.Conv2d(64, 64, 3, 56, 56), new Conv3x3Of64().Fold().Predict);
        yield return Layer("conv 3×3, 128 → 128, 28×28", Conv3x3Of128.InputLength, Conv3x3Of128.OutputLength, Flops.Conv2d(128, 128, 3, 28, 28), new Conv3x3Of128().Fold().Predict);
        yield return Layer("conv 3×3, 256 → 256, 14×14", Conv3x3Of256.InputLength, Conv3x3Of256.OutputLength, Flops.Conv2d(256, 256, 3, 14, 14), new Conv3x3Of256().Fold().Predict);
        yield return Layer("4 × conv 3×3, 32 → 32, 56×56", FourConv3x3Of32.InputLength, FourConv3x3Of32.OutputLength, 4 * Flops.Conv2d(32, 32, 3, 56, 56), new FourConv3x3Of32().Fold().Predict);
        yield return Layer("4 × conv 3×3, 64 → 64, 56×56", FourConv3x3Of64.InputLength, FourConv3x3Of64.OutputLength, 4 * Flops.Conv2d(64, 64, 3, 56, 56), new FourConv3x3Of64().Fold().Predict);
        yield return Layer("4 × conv 3×3, 128 → 128, 28×28", FourConv3x3Of128.InputLength, FourConv3x3Of128.OutputLength, 4 * Flops.Conv2d(128, 128, 3, 28, 28), new FourConv3x3Of128().Fold().Predict);
        yield return Layer("4 × conv 3×3, 256 → 256, 14×14", FourConv3x3Of256.InputLength, FourConv3x3Of256.OutputLength, 4 * Flops.Conv2d(256, 256, 3, 14, 14), new FourConv3x3Of256().Fold().Predict);
        yield return Layer("conv 3×3 stride 2, 64 → 128, 56×56", Conv3x3Strided.InputLength, Conv3x3Strided.OutputLength, Flops.Conv2d(64, 128, 3, 28, 28), new Conv3x3Strided().Fold().Predict);
        yield return Layer("conv 1×1, 128 → 128, 28×28", Conv1x1Of128.InputLength, Conv1x1Of128.OutputLength, Flops.Conv2d(128, 128, 1, 28, 28), new Conv1x1Of128().Fold().Predict);
        yield return Layer("conv 1×1, 256 → 256, 14×14", Conv1x1Of256.InputLength, Conv1x1Of256.OutputLength, Flops.Conv2d(256, 256, 1, 14, 14), new Conv1x1Of256().Fold().Predict);
        yield return Layer("depthwise 3×3, 128, 28×28", DepthwiseOf128.InputLength, DepthwiseOf128.OutputLength, Flops.Conv2d(128, 128, 3, 28, 28, groups: 128), new DepthwiseOf128().Fold().Predict);
        yield return Layer("linear 512 → 512", LinearOf512.InputLength, LinearOf512.OutputLength, Flops.Linear(512, 512), new LinearOf512().Fold().Predict);
        yield return Layer("linear 512 → 512, batch 64", LinearOf512.InputLength, LinearOf512.OutputLength, Flops.Linear(512, 512), new LinearOf512().Fold().Predict, samples: 64);
        yield return Layer("linear 3136 → 128, batch 64", Linear3136To128.InputLength, Linear3136To128.OutputLength, Flops.Linear(3136, 128), new Linear3136To128().Fold().Predict, samples: 64);
    }

    private static Workload Layer(string name, int inputLength, int outputLength, double flops, Workload.Predictor predict, int samples = 1) =>
        Workload.Inference(name, samples, inputLength, outputLength, flops, predict);
}
