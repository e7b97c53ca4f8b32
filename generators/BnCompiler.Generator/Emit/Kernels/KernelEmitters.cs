using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The emitter of each kind of kernel.</summary>
internal static class KernelEmitters
{
    private static readonly Dictionary<Type, IKernelEmitter> Emitters = new()
    {
        [typeof(MapKernel)] = new MapEmitter(),
        [typeof(MapGradientKernel)] = new MapGradientEmitter(),
        [typeof(BatchNormKernel)] = new BatchNormEmitter(),
        [typeof(BatchNormGradientKernel)] = new BatchNormGradientEmitter(),
    };

    public static IKernelEmitter For(Kernel kernel) =>
        Emitters.TryGetValue(kernel.GetType(), out var emitter)
            ? emitter
            : throw new InvalidOperationException($"No emitter is registered for {kernel.GetType().Name}.");
}
