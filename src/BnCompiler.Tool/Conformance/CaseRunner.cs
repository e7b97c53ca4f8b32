using System.Collections.Immutable;
using BnCompiler.Tool.Compiling;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Importing;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Conformance;

/// <summary>Imports a case, compiles it in memory, runs it and compares.</summary>
internal static class CaseRunner
{
    private const int MostReasons = 3;

    private const float SmallestNormal = 1.17549435e-38f;

    public static CaseResult Run(ConformanceCase each)
    {
        try
        {
            return Path.GetExtension(each.Path) == ".safetensors" ? ReadTensors(each) : RunModel(each);
        }
        catch (OnnxException e)
        {
            return new CaseResult(each.Name, CaseOutcome.Unsupported, e.Message);
        }
        catch (CompilationException e) when (e.IsTooLarge)
        {
            return new CaseResult(each.Name, CaseOutcome.Unsupported, e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new CaseResult(each.Name, CaseOutcome.Error, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static CaseResult ReadTensors(ConformanceCase each)
    {
        using var file = SafeTensorsFile.Open(each.Path);
        foreach (var entry in file.Tensors)
        {
            file.ReadBytes(entry, new byte[entry.End - entry.Begin]);
        }

        return new CaseResult(each.Name, CaseOutcome.Pass, $"{file.Tensors.Length} tensors read");
    }

    private static CaseResult RunModel(ConformanceCase each)
    {
        var model = OnnxReader.ReadModel(each.Path);
        if (each.Sets.IsEmpty)
        {
            var random = RunSet(each.Name, model, DataSet.Random(model.Graph));
            return random.Result == CaseOutcome.Pass ? random with { Reason = "no expected values: imported, compiled and run" } : random;
        }

        var result = new CaseResult(each.Name, CaseOutcome.Pass, null);
        foreach (var files in each.Sets)
        {
            var next = RunSet(each.Name, model, DataSet.Read(files, model.Graph));
            if (next.Result != CaseOutcome.Pass)
            {
                return next;
            }

            result = next with { Deviation = Math.Max(result.Deviation ?? 0, next.Deviation ?? 0) };
        }

        return result;
    }

    private static CaseResult RunSet(string name, OnnxModel model, DataSet set)
    {
        var options = new ImportOptions
        {
            Candidates = set.Inputs,
            Sizes = set.Inputs.ToImmutableDictionary(input => input.Key, input => input.Value.Sizes),
        };
        var import = Importer.Import(model, options);
        if (import.Declaration is not { } declaration)
        {
            return new CaseResult(name, CaseOutcome.Unsupported, Reasons(import));
        }

        if (set.Inputs.Where(input => !IsFloat(input.Value)).Select(input => input.Key).FirstOrDefault() is { } tooWide)
        {
            return new CaseResult(name, CaseOutcome.Unsupported, $"input '{tooWide}' holds doubles outside the range of the floats that a network computes with");
        }

        using var network = CompiledNetwork.Compile(declaration);
        float[][] outputs = NetworkRun.Predict(network.Model, import, set.Inputs);
        var result = Compare(name, import, outputs, set.Outputs);
        int batchNorms = declaration.AllLayers.Count(layer => layer.Kind == "BatchNorm");
        return result with { BatchNorms = batchNorms, BatchNormSteps = batchNorms == 0 ? 0 : InferenceGraph.BatchNormSteps(network.Source) };
    }

    /// <summary>Whether no double becomes infinite or 0 as a float.</summary>
    private static bool IsFloat(Tensor tensor) => tensor.Type != TensorType.Double || Enumerable.Range(0, tensor.Length).All(index =>
        tensor.Number(index) is var number && (number == 0 || !double.IsFinite(number) || (float.IsFinite((float)number) && MathF.Abs((float)number) >= SmallestNormal)));

    private static string Reasons(ImportResult import)
    {
        var reasons = import.Problems.Take(MostReasons).Select(problem => problem.ToString());
        int more = import.Problems.Length - MostReasons;
        return string.Join("; ", reasons) + (more > 0 ? $"; and {more} more" : "");
    }

    private static CaseResult Compare(string name, ImportResult import, float[][] outputs, ImmutableDictionary<string, Tensor>? expected)
    {
        double largest = 0;
        for (int index = 0; index < outputs.Length; index++)
        {
            var output = import.Declaration!.Outputs[index];
            ImmutableArray<int> sizes = import.Batch is { } batch ? [batch, .. output.Sizes] : output.Sizes;
            if (expected is null)
            {
                if (!outputs[index].All(float.IsFinite))
                {
                    return new CaseResult(name, CaseOutcome.Mismatch, $"output '{output.Name}' is not finite on finite inputs");
                }
            }
            else if (expected.TryGetValue(output.Name, out var tensor))
            {
                if (Comparison.Check(output.Name, outputs[index], sizes, tensor, out double deviation) is { } wrong)
                {
                    return new CaseResult(name, CaseOutcome.Mismatch, wrong);
                }

                largest = Math.Max(largest, deviation);
            }
        }

        return new CaseResult(name, CaseOutcome.Pass, null) { Deviation = expected is null ? null : largest };
    }
}
