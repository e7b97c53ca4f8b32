namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A sum of products weight·value with its rounding, for weights whose signs have nothing to do with the errors of the values.</summary>
internal struct ProductSum
{
    private int terms;
    private double sum;
    private double magnitude;
    private double squaredErrors;

    public void Add(double weight, double value, double error, double valueMagnitude)
    {
        terms++;
        sum += weight * value;
        magnitude += Math.Abs(weight) * Math.Max(valueMagnitude, Math.Abs(value));
        squaredErrors += weight * weight * error * error;
    }

    public readonly void Store(Volume target, int index) =>
        target.Set(index, sum, Math.Sqrt(squaredErrors) + Rounding.Sum(terms, magnitude));
}

/// <summary>A sum of products of two rounded factors, for reductions over positions, where errors may all point the same way.</summary>
internal struct CorrelationSum
{
    private int terms;
    private double magnitude;
    private double errors;

    public double Value { get; private set; }

    public readonly double Error => errors + Rounding.Sum(terms, magnitude);

    public void Add(double left, double leftError, double right, double rightError)
    {
        terms++;
        Value += left * right;
        magnitude += Math.Abs(left * right);
        errors += (Math.Abs(left) * rightError) + (leftError * Math.Abs(right)) + (leftError * rightError);
    }
}
