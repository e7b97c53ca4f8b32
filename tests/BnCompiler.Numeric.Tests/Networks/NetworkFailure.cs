namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>What went wrong with a network.</summary>
internal enum FailureKind
{
    /// <summary>The generator threw.</summary>
    GeneratorCrash,

    /// <summary>The compiler reports an error for a valid declaration.</summary>
    Refused,

    /// <summary>The emitted source does not compile.</summary>
    DoesNotCompile,

    /// <summary>A compiled network threw.</summary>
    Crash,

    /// <summary>A value is outside its bounds.</summary>
    Difference,

    /// <summary>A value is no number where the reference has one.</summary>
    NotANumber,
}

/// <summary>A network does not do what it declares.</summary>
internal sealed class NetworkFailureException(FailureKind kind, string message) : Exception(message)
{
    public FailureKind Kind { get; } = kind;

    public static FailureKind KindOf(Exception exception) => exception switch
    {
        NetworkFailureException failure => failure.Kind,
        Xunit.Sdk.XunitException => FailureKind.Difference,
        _ => FailureKind.Crash,
    };
}
