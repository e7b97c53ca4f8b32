using BnCompiler.Testing;

namespace BnCompiler.Generator.Tests.Goldens;

/// <summary>The part of a network that a user's code sees.</summary>
public sealed class FaceGoldens
{
    [Fact]
    public async Task Classifier() =>
        await Verify(Golden.Face("[Network(1, 12, 12), Conv2d(16, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2), Flatten, Linear(32), BatchNorm, ReLU, Linear(10, Name = \"head\")]"), "cs");

    [Fact]
    public async Task NestedInANamespace()
    {
        var generated = NetworkCompilation.Run("""
            using BnCompiler;

            namespace My.Models
            {
                internal static partial class Library
                {
                    [Network(4), Linear(2)]
                    internal sealed partial class Tiny;
                }
            }
            """);
        Assert.Empty(generated.CompilerDiagnostics);
        Assert.Empty(generated.RecomputedSteps);
        await Verify(generated.Sources["My.Models.Library+Tiny.g.cs"], "cs");
    }

    [Fact]
    public async Task WrongDeclarationThrowsAndCompiles()
    {
        var generated = NetworkCompilation.Run("""
            using BnCompiler;

            /// <summary>Linear straight behind Conv2d.</summary>
            [Network(3, 8, 8), Conv2d(4, 3), Linear(2)]
            public sealed partial class Wrong;
            """);
        Assert.Contains(generated.AnalyzerDiagnostics, diagnostic => diagnostic.Id == "BN0005");
        Assert.Empty(generated.CompilerDiagnostics);
        Assert.Empty(generated.RecomputedSteps);
        await Verify(generated.AllSources("Wrong"), "cs");
    }
}
