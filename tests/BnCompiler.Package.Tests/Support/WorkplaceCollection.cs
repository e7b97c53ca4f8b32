namespace BnCompiler.Package.Tests.Support;

/// <summary>The tests that share the packages.</summary>
[CollectionDefinition(nameof(Workplace))]
public sealed class WorkplaceCollection : ICollectionFixture<Workplace>;
