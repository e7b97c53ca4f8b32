using BnCompiler.Tool.Constants;
using BnCompiler.Tool.Importing;
using BnCompiler.Tool.Mapping;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;
using BnCompiler.Tool.Tests.Support;

namespace BnCompiler.Tool.Tests.Importing;

/// <summary>Every operator with inputs, attributes and opsets at random: it is imported or refused; nothing else comes of it.</summary>
public class OperatorFuzzTests
{
    private const int RoundsPerOperator = 150;

    private static readonly string[] Values = ["x", "y", "v", "s", "scalar", "three", "twelve", "matrix", "kernel", "one", "list", "two", "empty", "flags", "-"];

    private static readonly OnnxLimits Limits = new() { ComputedElements = 1 << 16 };

    public static TheoryData<string> Operators => new(OperatorCatalog.Kinds.Select(kind => kind.Name).Where(name => !name.Contains('.', StringComparison.Ordinal))
        .Concat(ConstantEvaluator.Names).Concat(["Where", "Less", "Erf", "Log"]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Operators))]
    public void NothingElseComesOfIt(string opType)
    {
        var random = new Random(opType.Length);
        for (int round = 0; round < RoundsPerOperator; round++)
        {
            var model = new ModelBuilder(random.Next(6, 22))
                .Input("x", 2, 3, 4, 4).Input("y", 2, 3).Input("v", 4).Input("s", TensorType.Float)
                .Constant("scalar", [], 2).Constant("three", [3], 1, 2, 3).Weights("twelve", 3, 4).Weights("matrix", 4, 4).Weights("kernel", 3, 3, 2, 2).Constant("one", [1], 1)
                .Integers("list", -1, 3).Integers("two", 2).Integers("empty").Integers("flags", 0, 1, 1);
            string inputs = string.Join(' ', Enumerable.Range(0, random.Next(0, 6)).Select(place => place == 0 ? Values[random.Next(5)] : Values[random.Next(Values.Length)]));
            model.Node(opType, inputs, "out", Attributes(opType, random)).Node("Relu", "out", "end").Output("end");
            try
            {
                Importer.Import(model.ToModel(), new ImportOptions { Limits = Limits });
            }
            catch (OnnxException)
            {
                // The documented refusal.
            }
        }
    }

    private static (string Name, object Value)[] Attributes(string opType, Random random)
    {
        string[] names = [.. OperatorCatalog.Find(opType)?.Attributes ?? ["axis", "axes", "to", "value", "perm", "shape", "keepdims"]];
        return [.. names.Where(_ => random.Next(3) == 0).Select(name => (name, Value(random)))];
    }

    private static object Value(Random random) => random.Next(8) switch
    {
        0 => (object)1.5f,
        1 => new[] { "SAME_UPPER", "linear", "reflect", "tanh", "CRD" }[random.Next(5)],
        2 or 3 => random.Next(-2, 5),
        4 => new long[] { 2, 2 },
        5 => new long[] { 1, 0, 2, 1 },
        _ => Enumerable.Range(0, random.Next(5)).Select(_ => (long)random.Next(-1, 4)).ToArray(),
    };
}
