#:package TorchSharp@0.107.0
#:package libtorch-cpu-linux-x64@2.10.0

// Writes normalisations.json: single layers of libtorch, the library under PyTorch, in training mode. Like make_steps.py, but for layers on [N, C, L] and for those that
// normalise single samples, with the gradients of their parameters. Run it in this folder and keep the result:
//
//     dotnet run make_normalisations.cs
//
// libtorch 2.10 needs the libstdc++ of GCC 13 or a newer one.
//
// Inputs and parameters are random, and the gradient of the output is 1, 2, 3, …; nine digits of a float32 read back as the same float32.

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

manual_seed(1);
set_num_threads(1);
string[] cases =
[
    Case("PReLU", nn.PReLU(1), 3, 4, 5),
    Case("PReLUPerChannel", nn.PReLU(3), 3, 4, 5),
    Case("Conv1d", nn.Conv1d(4, 6, 3, stride: 2, padding: 3, dilation: 2, groups: 2), 4, 9),
    Case("BatchNormOfSequences", nn.BatchNorm1d(5), 5, 7),
    Case("GroupNorm", nn.GroupNorm(3, 6), 6, 3, 4),
    Case("GroupNormOfOnePosition", nn.GroupNorm(2, 6), 6, 1),
    Case("GroupNormNotAffine", nn.GroupNorm(2, 4, eps: 0.1, affine: false), 4, 5),
    Case("InstanceNorm", nn.InstanceNorm2d(3), 3, 4, 2),
    Case("InstanceNormAffine", nn.InstanceNorm1d(3, affine: true), 3, 6),
    Case("LayerNorm", nn.LayerNorm([3, 2, 4]), 3, 2, 4),
    Case("LayerNormOfSequences", nn.LayerNorm([3, 5], eps: 0.01), 3, 5),
    Case("LayerNormOfFeatures", nn.LayerNorm([7]), 7),
];
File.WriteAllText(Path.Combine(Folder(), "normalisations.json"), "[\n" + string.Join(",\n", cases) + "]\n");

static string Case(string name, nn.Module<Tensor, Tensor> module, params long[] shape)
{
    module.train();
    using (no_grad())
    {
        foreach (var (role, parameter) in module.named_parameters())
        {
            parameter.normal_(role == "weight" ? 0.5 : 0, 0.5);
        }
    }

    string before = Dictionary(module.state_dict().Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)));
    var inputs = randn([2, .. shape], requires_grad: true);
    var outputs = module.call(inputs);
    outputs.backward([arange(1, outputs.numel() + 1, ScalarType.Float32).reshape(outputs.shape)]);
    var gradients = module.named_parameters().Select(entry => KeyValuePair.Create(entry.name, entry.parameter.grad!));
    return $$"""{"name":"{{name}}","inputs":{{Numbers(inputs)}},"before":{{before}},"outputs":{{Numbers(outputs)}},"inputGradient":{{Numbers(inputs.grad!)}},"gradients":{{Dictionary(gradients)}}}""";
}

static string Dictionary(IEnumerable<KeyValuePair<string, Tensor>> entries) =>
    "{" + string.Join(",", entries.Select(entry => $"\"{entry.Key}\":{Numbers(entry.Value)}")) + "}";

static string Numbers(Tensor tensor) =>
    "[" + string.Join(",", tensor.detach().flatten().data<float>().ToArray().Select(value => value.ToString("G9", CultureInfo.InvariantCulture))) + "]";

static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
