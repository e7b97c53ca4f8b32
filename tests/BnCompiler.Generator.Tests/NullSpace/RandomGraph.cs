using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Tests.Passes;

namespace BnCompiler.Generator.Tests.NullSpace;

/// <summary>A small random network with BatchNorm: chains, residual and dense branches, gates, convolutions of all kinds, and features behind them. Biases are declared.</summary>
internal sealed class RandomGraph
{
    /// <summary>Of the networks that have frozen BatchNorms.</summary>
    private const double ShareWithFrozen = 0.2;

    private readonly Random random;
    private readonly Random freezing;
    private readonly bool hasFrozen;
    private readonly GraphSketch sketch;
    private readonly Dictionary<string, int> counters = [];
    private Node current;

    private RandomGraph(int seed)
    {
        random = new Random(seed);
        freezing = new Random(~seed);
        hasFrozen = freezing.NextDouble() < ShareWithFrozen;
        int size = random.Next(4, 7);
        sketch = Chance(0.75) ? new GraphSketch(random.Next(2, 4), size, size) : new GraphSketch(random.Next(3, 6));
        current = sketch.Input;
    }

    /// <summary>The graph of a seed. Graphs whose Jacobian would be large are passed over.</summary>
    public static Graph Of(int seed, int mostParameters)
    {
        for (int attempt = 0; ; attempt++)
        {
            var graph = new RandomGraph((seed * 1000) + attempt).Build();
            if (graph.Nodes.Sum(node => node.Parameters.Sum(parameter => parameter.Length)) <= mostParameters && graph.Nodes.Any(node => node.Layer is BatchNormLayer))
            {
                return graph;
            }
        }
    }

    private Graph Build()
    {
        if (Chance(0.1))
        {
            Add(GraphSketch.BatchNorm(frozen: IsFrozen()));
        }

        if (current.Shape.IsImage)
        {
            for (int blocks = random.Next(1, 4); blocks > 0; blocks--)
            {
                AddBlock();
            }

            Add(Pick<Layer>(new GlobalAvgPool2dLayer(), new GlobalAvgPool2dLayer(), new GlobalMaxPool2dLayer()));
            Add(new FlattenLayer());
        }

        for (int layers = random.Next(0, 3); layers > 0; layers--)
        {
            Add(new LinearLayer(random.Next(2, 5), hasBias: true));
            AddNormAndActivation();
        }

        Add(new LinearLayer(random.Next(1, 4), hasBias: true));
        return sketch.Build(current);
    }

    private void AddBlock()
    {
        switch (random.Next(7))
        {
            case 0:
                AddResidual();
                break;
            case 1:
                AddDense();
                break;
            case 2:
                AddGate();
                break;
            case 3:
                Add(Depthwise());
                AddNormAndActivation();
                Add(GraphSketch.Conv(random.Next(2, 5)));
                AddNormAndActivation();
                break;
            default:
                AddChain();
                break;
        }
    }

    private void AddChain()
    {
        Add(Convolution());
        if (Chance(0.2))
        {
            AddPool();
        }

        AddNormAndActivation();
        if (Chance(0.3))
        {
            AddPool();
        }

        if (Chance(0.2) && current.Shape.Channels % 2 == 0)
        {
            Add(new ChannelShuffleLayer(2));
        }
    }

    /// <summary>relu(shortcut + branch), with all the places where a normalisation or a function may be missing.</summary>
    private void AddResidual()
    {
        var input = current;
        int channels = Chance(0.5) ? input.Shape.Channels : random.Next(2, 4);
        Add(GraphSketch.Conv(random.Next(2, 4), kernel: 3, padding: 1));
        AddNormAndActivation();
        Add(GraphSketch.Conv(channels));
        AddNorm();
        var branch = current;
        current = input;
        if (channels != input.Shape.Channels || Chance(0.3))
        {
            Add(GraphSketch.Conv(channels));
            AddNorm();
        }

        Add(GraphSketch.Sum(), current, branch);
        AddActivation();
    }

    private void AddDense()
    {
        var input = current;
        Add(GraphSketch.Conv(random.Next(1, 3), kernel: 3, padding: 1));
        AddNormAndActivation();
        Add(GraphSketch.Concat(), input, current);
    }

    /// <summary>Squeeze and excitation.</summary>
    private void AddGate()
    {
        var input = current;
        Add(new GlobalAvgPool2dLayer());
        Add(GraphSketch.Conv(random.Next(1, 3)));
        Add(new TanhLayer());
        Add(GraphSketch.Conv(input.Shape.Channels));
        Add(new SigmoidLayer());
        Add(new MultiplyLayer([]), input, current);
    }

    private void AddNormAndActivation()
    {
        AddNorm();
        AddActivation();
    }

    private void AddNorm()
    {
        int channels = current.Shape.Channels;
        double choice = random.NextDouble();
        if (choice < 0.75)
        {
            Add(GraphSketch.BatchNorm(affine: !Chance(0.1), IsFrozen()));
        }
        else if (choice < 0.87 && current.Shape.Positions > 1)
        {
            Add(GraphSketch.GroupNorm(Pick(1, channels, channels % 2 == 0 ? 2 : 1)));
        }
    }

    private void AddActivation()
    {
        if (!Chance(0.06))
        {
            Add(Pick<Layer>(new ReLULayer(), new ReLULayer(), new ReLULayer(), new LeakyReLULayer(0.2), new SigmoidLayer(), new TanhLayer()));
        }
    }

    private void AddPool()
    {
        if (current.Shape.Height >= 4)
        {
            Add(Chance(0.5)
                ? new MaxPool2dLayer(Window(2, 0), ceilMode: false)
                : new AvgPool2dLayer(Window(3, random.Next(2)), ceilMode: false, countIncludePad: Chance(0.5)));
        }
    }

    private Layer Convolution()
    {
        int channels = current.Shape.Channels;
        int kernel = current.Shape.Height >= 4 ? Pick(1, 3) : 1;
        int groups = channels % 2 == 0 && Chance(0.3) ? 2 : 1;
        return Chance(0.2) ? Depthwise() : GraphSketch.Conv(groups * random.Next(groups == 1 ? 2 : 1, 5 - groups), kernel, kernel == 3 ? random.Next(2) : 0, groups);
    }

    private Layer Depthwise() => GraphSketch.Conv(
        current.Shape.Channels * (Chance(0.2) ? 2 : 1), current.Shape.Height >= 4 ? 3 : 1, current.Shape.Height >= 4 ? random.Next(2) : 0, current.Shape.Channels);

    private static Window Window(int size, int padding) => new(size, size, size, size, padding, padding, 1, 1);

    private void Add(Layer layer, params Node[] inputs)
    {
        string kind = layer.Kind.ToLowerInvariant();
        counters[kind] = counters.GetValueOrDefault(kind) + 1;
        current = sketch.Add(layer, $"{kind}{counters[kind]}", inputs.Length == 0 ? [current] : inputs);
    }

    private bool IsFrozen() => hasFrozen && freezing.NextDouble() < 0.5;

    private bool Chance(double probability) => random.NextDouble() < probability;

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
