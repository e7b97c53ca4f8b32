namespace BnCompiler;

/// <summary>‖w‖: the norm of all weights together. Behind a BatchNorm it does not change the output, but how far a step turns the weights.</summary>
public static class WeightNorm
{
    /// <summary>√Σw² over all parameters of the kind <see cref="ParameterKind.Weight"/>, summed in double.</summary>
    /// <param name="parameters">The parameters.</param>
    public static double Of(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        double sum = 0;
        for (int index = 0; index < parameters.Count; index++)
        {
            Parameter parameter = parameters[index];
            sum += parameter.Kind == ParameterKind.Weight ? GradientNorm.SumOfSquares(parameter.Values) : 0;
        }

        return Math.Sqrt(sum);
    }
}
