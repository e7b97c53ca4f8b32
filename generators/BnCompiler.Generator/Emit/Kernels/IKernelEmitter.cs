using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Writes the method of one kind of kernel. Pure: equal kernels give equal text.</summary>
internal interface IKernelEmitter
{
    /// <summary>Writes one method, with <paramref name="summary"/> (layer and formula) as its documentation.</summary>
    void Emit(CodeWriter writer, string methodName, string summary, Kernel kernel);
}

/// <summary>The part that every emitter shares: the cast to its own record, and the method around the body.</summary>
internal abstract class KernelEmitter<TKernel> : IKernelEmitter
    where TKernel : Kernel
{
    public void Emit(CodeWriter writer, string methodName, string summary, Kernel kernel)
    {
        var parameters = kernel.Parameters.Select(parameter => (parameter.IsDouble ? "ref double " : "ref float ") + parameter.Name + ", ");
        writer.Summary(summary);
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"""
            private static void {methodName}<TSimd, TVector>({string.Concat(parameters)}int first, int last)
                where TSimd : struct, ISimd<TVector>
                where TVector : struct
            """))
        {
            EmitBody(writer, (TKernel)kernel);
        }
    }

    protected abstract void EmitBody(CodeWriter writer, TKernel kernel);
}
