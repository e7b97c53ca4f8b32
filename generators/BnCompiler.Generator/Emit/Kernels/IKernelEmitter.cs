using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Writes one kind of kernel. Pure: equal kernels give equal text.</summary>
internal interface IKernelEmitter
{
    /// <summary>Writes the members of the kernel's class, <see cref="KernelWriter.EntryPoint"/> first.</summary>
    void Emit(KernelWriter writer, Kernel kernel);
}

/// <summary>The part that emitters of a single method share: the cast to their own record, and the method around the body.</summary>
internal abstract class KernelEmitter<TKernel> : IKernelEmitter
    where TKernel : Kernel
{
    public void Emit(KernelWriter writer, Kernel kernel)
    {
        using (writer.Entry(TileText.Parameters(kernel)))
        {
            EmitBody(writer, (TKernel)kernel);
        }
    }

    protected abstract void EmitBody(KernelWriter writer, TKernel kernel);
}
