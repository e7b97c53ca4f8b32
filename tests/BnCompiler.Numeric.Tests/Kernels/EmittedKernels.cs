using System.Reflection;
using BnCompiler.Generator.Emit;
using BnCompiler.Generator.Emit.Kernels;
using BnCompiler.Generator.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Numeric.Tests.Kernels;

/// <summary>Kernels, emitted and compiled in one assembly, to be run in the widest vector tier that this process has.</summary>
internal sealed class EmittedKernels
{
    private readonly Dictionary<Kernel, Action<object[], int[], int, int>> methods;

    public EmittedKernels(IEnumerable<Kernel> kernels)
    {
        var distinct = kernels.Distinct().ToArray();
        var writer = new CodeWriter();
        Write(writer, distinct);
        var type = Compile(writer.ToString()).GetType("Emitted")!;
        methods = distinct.Select((kernel, i) => (kernel, method: type.GetMethod("Run" + i)!))
            .ToDictionary(pair => pair.kernel, pair => pair.method.CreateDelegate<Action<object[], int[], int, int>>());
    }

    /// <summary>Runs a kernel on images, float arrays and double arrays, in the order of its parameters.</summary>
    public void Run(Kernel kernel, int first, int last, params object[] operands) => methods[kernel](
        [.. operands.Select(operand => operand is KernelImage image ? image.Data : operand)],
        [.. operands.Select(operand => operand is KernelImage image ? image.Origin : 0)],
        first,
        last);

    private static void Write(CodeWriter writer, Kernel[] kernels)
    {
        writer.Lines("""
            #nullable enable
            using System;
            using System.Runtime.CompilerServices;
            using BnCompiler.Runtime;

            """);
        for (int i = 0; i < kernels.Length; i++)
        {
            var text = KernelEmitters.Write(kernels[i]);
            var single = new KernelClass("Kernel" + i, text, kernels[i].ToString()!);
            single.Add(kernels[i], text);
            single.Write(writer);
        }

        using (writer.Block("public static class Emitted"))
        {
            for (int i = 0; i < kernels.Length; i++)
            {
                string operands = string.Concat(kernels[i].Parameters.Select((parameter, index) =>
                    $"ref (({(parameter.IsDouble ? "double" : "float")}[])operands[{index}])[origins[{index}]], "));
                using (writer.Block($"public static void Run{i}(object[] operands, int[] origins, int first, int last)"))
                {
                    writer.Line($"{Tier("Kernel" + i, operands, 512, "if")}");
                    writer.Line($"{Tier("Kernel" + i, operands, 256, "else if")}");
                    writer.Line($"else {{ {Call("Kernel" + i, operands, 128)} }}");
                }
            }
        }
    }

    private static string Tier(string method, string operands, int bits, string keyword) =>
        $"{keyword} (global::System.Runtime.Intrinsics.Vector{bits}.IsHardwareAccelerated) {{ {Call(method, operands, bits)} }}";

    private static string Call(string method, string operands, int bits) =>
        $"{method}.Run<Simd{bits}, global::System.Runtime.Intrinsics.Vector{bits}<float>>({operands}first, last);";

    private static Assembly Compile(string text)
    {
        var compilation = CSharpCompilation.Create(
            "EmittedKernels",
            [CSharpSyntaxTree.ParseText(text)],
            PlatformReferences.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        var problems = result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToArray();
        Assert.True(problems.Length == 0, string.Join('\n', problems.Take(10).Select(problem => $"{problem}: {LineOf(problem)}")));
        return Assembly.Load(stream.ToArray());
    }

    private static string LineOf(Diagnostic problem) =>
        problem.Location.SourceTree!.GetText().Lines[problem.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim();
}
