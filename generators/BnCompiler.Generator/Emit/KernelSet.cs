using BnCompiler.Generator.Emit.Kernels;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>The kernels of one emitted class. Equal kernels share a method, which is named after the first layer that uses it.</summary>
internal sealed class KernelSet
{
    private readonly Dictionary<Kernel, string> methods = [];
    private readonly List<(Kernel Kernel, string Method, string Formula, List<string> Layers)> order = [];

    public KernelSet(IEnumerable<Step> steps, Names names)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in steps.Where(step => step.Kernel is not RuntimeKernel))
        {
            if (methods.ContainsKey(step.Kernel))
            {
                var layers = order.First(entry => entry.Kernel.Equals(step.Kernel)).Layers;
                if (!layers.Contains(step.Layer))
                {
                    layers.Add(step.Layer);
                }

                continue;
            }

            string name = names.Of(step.Layer) + step.Kernel.Role;
            string method = name;
            for (int number = 2; !used.Add(method); number++)
            {
                method = name + Literal.Int(number);
            }

            methods.Add(step.Kernel, method);
            order.Add((step.Kernel, method, step.Formula, [step.Layer]));
        }
    }

    public string MethodOf(Kernel kernel) => methods[kernel];

    public void Write(CodeWriter writer)
    {
        foreach (var (kernel, method, formula, layers) in order)
        {
            writer.Line();
            KernelEmitters.For(kernel).Emit(writer, method, $"{string.Join(", ", layers)}: {formula}.", kernel);
        }
    }
}
