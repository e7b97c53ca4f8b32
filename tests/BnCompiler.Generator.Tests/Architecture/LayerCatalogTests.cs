using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Tests.Architecture;

/// <summary>A layer is an attribute, a file in Layers and a line in the catalog: none of the three without the others. What uses a block is no layer.</summary>
public sealed class LayerCatalogTests
{
    private static readonly string[] Kinds = [.. typeof(LayerAttribute).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract && type != typeof(UseAttribute<>))
        .Select(type => type.Name[..^"Attribute".Length])
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void EveryLayerAttributeIsInTheCatalog()
    {
        Assert.NotEmpty(Kinds);
        Assert.Equal(Kinds, LayerCatalog.Kinds.Select(kind => kind.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryLayerHasItsTwoFiles()
    {
        var layers = Repository.Sources(Repository.Generator).Keys;
        var attributes = Repository.Sources(Repository.Runtime).Keys;

        Assert.All(Kinds, kind => Assert.Contains($"Layers/{kind}Layer.cs", layers));
        Assert.All(Kinds, kind => Assert.Contains($"Declarations/{kind}Attribute.cs", attributes));
    }

    /// <summary>Layers are written side by side and several times; an attribute that forbids it would be a surprise in a user's file.</summary>
    [Fact]
    public void EveryLayerAttributeMayBeRepeatedAndIsForClasses()
    {
        var types = typeof(LayerAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerAttribute)));

        Assert.All(types, type =>
        {
            var usage = type.GetCustomAttributes(typeof(AttributeUsageAttribute), inherit: false).Cast<AttributeUsageAttribute>().Single();
            Assert.Equal((AttributeTargets.Class, true, false), (usage.ValidOn, usage.AllowMultiple, usage.Inherited));
        });
    }
}
