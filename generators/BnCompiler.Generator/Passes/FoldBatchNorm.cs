using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Passes;

/// <summary>
/// Inference: with running statistics a BatchNorm is y = s·x + t per channel, s = γ/√(v + ε), t = β − μs. For each one, in this order:
/// <list type="number">
/// <item>backward into the weights of the layer that computes its input, through layers that commute with it, and of all layers that an Add or a
/// Concat puts together;</item>
/// <item>forward into the weights of every layer that reads it, again through layers that commute, and through Flatten; into zero-padded convolutions with a bias for
/// every position at the border, unless <see cref="FoldCost"/> says that the next way is cheaper;</item>
/// <item>into the kernel that writes its input, the load of the network's input included, and over a Flatten into the kernel that writes the image;</item>
/// <item>where others read that input as it is: stored beside it by that kernel, from the same register (<see cref="SideValueLayer"/>).</item>
/// </list>
/// <para>
/// Afterwards: no BatchNorm node is left, and no step is there for one. Each is in the <see cref="Node.Folds"/> of the layers named in its
/// <see cref="BatchNormFate"/>, or in one node's <see cref="Node.Epilogue"/>. A layer with folds has a bias when it is lowered, whether or
/// not it stores one: t of an output fold and W·t of an input fold have to go somewhere. Folds on one side are applied in the order of the list; the two sides commute.
/// </para>
/// The sign and size of s do not matter for any of it: weights are only multiplied, and nothing is divided by s.
/// </summary>
internal sealed class FoldBatchNorm : Pass
{
    public override Graph Run(Graph graph, PassLog log)
    {
        int[] batchNorms = [.. graph.Nodes.Where(node => node.Layer is BatchNormLayer).Select(node => node.Id)];
        var obstacles = batchNorms.ToDictionary(id => id, _ => "");

        // From the front, so that a BatchNorm behind another one meets the layer that took the first; forward folds from the back likewise.
        foreach (int id in batchNorms)
        {
            var search = BackwardFold.Find(graph, graph[id]);
            obstacles[id] = search.Obstacle;
            graph = search.Targets.IsEmpty ? graph : FoldBackward(graph, graph[id], search, log);
        }

        foreach (int id in Remaining(graph, batchNorms).Reverse())
        {
            graph = FoldForwardWhereCheaper(graph, graph[id], obstacles, log);
        }

        foreach (int id in Remaining(graph, batchNorms))
        {
            graph = Fuse(graph, graph[id], obstacles[id], log);
        }

        return graph;
    }

    private static IEnumerable<int> Remaining(Graph graph, int[] ids) => [.. ids.Where(id => graph.Nodes.Any(node => node.Id == id))];

    private static string Names(Graph graph, ForwardFold search) => string.Join(", ", search.Targets.Select(target => graph[target.Id].Name));

    private static Graph FoldBackward(Graph graph, Node batchNorm, BackwardFold search, PassLog log)
    {
        string where = string.Join(", ", search.Targets.Select(target => graph[target.Id].Name));
        string why = search.Between.Length == 0 ? "which computes its input" : $"through {string.Join(", ", search.Between)}";
        log.Decide(new BatchNormFate(batchNorm.Name, BatchNormPlace.Producer, where, why));
        foreach (var (id, share) in search.Targets)
        {
            var target = graph[id];
            graph = graph.With(target with { Folds = target.Folds.Add(new WeightFold(batchNorm, FoldSide.Output, Share: share)) });
        }

        return graph.Without(batchNorm);
    }

    private static Graph FoldForwardWhereCheaper(Graph graph, Node batchNorm, Dictionary<int, string> obstacles, PassLog log)
    {
        string obstacle = obstacles[batchNorm.Id];
        var search = ForwardFold.Find(graph, batchNorm);
        if (search.Targets.IsEmpty)
        {
            obstacles[batchNorm.Id] = $"{obstacle} and {search.Obstacle}";
            return graph;
        }

        long forward = FoldCost.Forward(graph, search);
        long kernel = FoldCost.Kernel(graph, batchNorm);
        if (forward > kernel)
        {
            obstacles[batchNorm.Id] = $"{obstacle}; that costs {kernel} vector operations a sample, biases by position in {Names(graph, search)} {forward}";
            return graph;
        }

        string cost = forward == 0 ? "" : $"; its biases by position cost {forward} vector operations a sample, the kernel in front of it {kernel}";
        return FoldForward(graph, batchNorm, search, obstacle + cost, log);
    }

    private static Graph FoldForward(Graph graph, Node batchNorm, ForwardFold search, string obstacle, PassLog log)
    {
        foreach (var (id, repeats) in search.Targets)
        {
            var target = graph[id];
            graph = graph.With(target with { Folds = target.Folds.Add(new WeightFold(batchNorm, FoldSide.Input, repeats)) });
        }

        log.Decide(new BatchNormFate(batchNorm.Name, BatchNormPlace.Consumers, Names(graph, search), $"because {obstacle}"));
        return graph.Without(batchNorm);
    }

    private static Graph Fuse(Graph graph, Node batchNorm, string obstacle, PassLog log)
    {
        var producer = BehindFlatten.Of(graph, graph[batchNorm.Inputs.Single()]);
        bool isAlone = graph.HasSingleConsumer(producer.Id);
        log.Decide(new BatchNormFate(batchNorm.Name, isAlone ? BatchNormPlace.Epilogue : BatchNormPlace.SideValue, producer.Name, $"because {obstacle}"));

        FusedOperation[] operations = [new(batchNorm with { Epilogue = [] }), .. batchNorm.Epilogue];
        return isAlone
            ? graph.With(producer with { Epilogue = producer.Epilogue.AddRange(operations) }).Without(batchNorm)
            : graph.With(batchNorm with { Layer = new SideValueLayer(), Parameters = [], Eliminated = [], Epilogue = [.. operations] });
    }
}
