using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The emitter of each kind of kernel.</summary>
internal static class KernelEmitters
{
    private static readonly Dictionary<Type, IKernelEmitter> Emitters = new()
    {
        [typeof(ContractionKernel)] = new ContractionEmitter(),
        [typeof(WeightGradientKernel)] = new WeightGradientEmitter(),
        [typeof(LinearWeightGradientKernel)] = new LinearWeightGradientEmitter(),
        [typeof(WinogradKernel)] = new WinogradEmitter(),
        [typeof(WinogradWeightGradientKernel)] = new WinogradWeightGradientEmitter(),
        [typeof(MapKernel)] = new MapEmitter(),
        [typeof(ProductSumKernel)] = new ProductSumEmitter(),
        [typeof(MapGradientKernel)] = new MapGradientEmitter(),
        [typeof(MaxPoolKernel)] = new MaxPoolEmitter(),
        [typeof(MaxPoolGradientKernel)] = new MaxPoolGradientEmitter(),
        [typeof(AveragePoolKernel)] = new AveragePoolEmitter(),
        [typeof(AveragePoolGradientKernel)] = new AveragePoolGradientEmitter(),
        [typeof(ResampleKernel)] = new ResampleEmitter(),
        [typeof(ChannelShuffleKernel)] = new ChannelShuffleEmitter(),
        [typeof(ConcatKernel)] = new ConcatEmitter(),
        [typeof(FlattenKernel)] = new FlattenEmitter(),
        [typeof(LoadKernel)] = new LoadEmitter(),
        [typeof(ChannelFunctionKernel)] = new ChannelFunctionEmitter(),
        [typeof(BatchNormStatisticsKernel)] = new BatchNormStatisticsEmitter(),
        [typeof(BatchNormKernel)] = new BatchNormEmitter(),
        [typeof(BatchNormGradientSumsKernel)] = new BatchNormGradientSumsEmitter(),
        [typeof(BatchNormGradientKernel)] = new BatchNormGradientEmitter(),
        [typeof(GroupStatisticsKernel)] = new GroupStatisticsEmitter(),
        [typeof(GroupNormKernel)] = new GroupNormEmitter(),
        [typeof(GroupNormGradientSumsKernel)] = new GroupNormGradientSumsEmitter(),
        [typeof(GroupNormGradientKernel)] = new GroupNormGradientEmitter(),
        [typeof(ElementGradientKernel)] = new ElementGradientEmitter(),
        [typeof(ColumnSumsKernel)] = new ColumnSumsEmitter(),
        [typeof(DepthwiseKernel)] = new DepthwiseEmitter(),
        [typeof(DepthwiseInputGradientKernel)] = new DepthwiseInputGradientEmitter(),
        [typeof(DepthwiseWeightGradientKernel)] = new DepthwiseWeightGradientEmitter(),
    };

    /// <summary>The text of a kernel.</summary>
    public static KernelText Write(Kernel kernel)
    {
        var writer = new KernelWriter(kernel.Range);
        For(kernel).Emit(writer, kernel);
        return writer.Text;
    }

    private static IKernelEmitter For(Kernel kernel) =>
        Emitters.TryGetValue(kernel.GetType(), out var emitter)
            ? emitter
            : throw new InvalidOperationException($"No emitter is registered for {kernel.GetType().Name}.");
}
