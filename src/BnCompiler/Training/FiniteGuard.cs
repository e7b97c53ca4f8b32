using System.Globalization;

namespace BnCompiler;

/// <summary>Says where a number that is not finite came from, for the exception that ends a run.</summary>
internal static class FiniteGuard
{
    /// <summary>
    /// What is not finite in front of a loss that is not: an input of the batch, or else a parameter or running statistic, or else the output of a layer, the first in each case.
    /// </summary>
    /// <param name="trainer">After the forward pass.</param>
    /// <param name="inputs">Of that pass.</param>
    /// <param name="outputs">Of that pass.</param>
    public static string OfLoss(ITrainer trainer, ReadOnlySpan<float> inputs, ReadOnlySpan<float> outputs)
    {
        int inputLength = trainer.InputLength;
        ParameterSet parameters = trainer.Parameters;
        int input = NonFinite.IndexIn(inputs);
        if (input >= 0)
        {
            return Text($"Input {input % inputLength} of sample {input / inputLength} of the batch is {inputs[input]}.");
        }

        foreach (Parameter parameter in parameters)
        {
            int index = NonFinite.IndexIn(parameter.Values);
            if (index >= 0)
            {
                return Text($"'{parameter.Name}' holds {parameter.Values[index]} at index {index}, the first parameter that is not finite.");
            }
        }

        if (trainer.FindNonFiniteLayer() is { } layer)
        {
            return Text($"All inputs and parameters are finite; the first layer whose output is not is '{layer}'.");
        }

        return NonFinite.IndexIn(outputs) >= 0
            ? "All inputs and parameters are finite: the outputs grew too large."
            : "All inputs, parameters and outputs are finite: the loss itself is not.";
    }

    /// <summary>What is not finite among the outputs of layers, as a sentence behind others.</summary>
    /// <param name="trainer">After a forward pass.</param>
    public static string OfOutputs(ITrainer trainer) => trainer switch
    {
        _ when trainer.FindNonFiniteLayer() is { } layer => $" The first layer whose output is not finite is '{layer}'.",
        NetworkTrainer => " All outputs of layers are finite.",
        _ => "",
    };

    /// <summary>The parameter next to the loss whose gradient is not finite, where the backward pass met it first; null where all are.</summary>
    public static string? OfGradients(ReadOnlySpan<float> gradients, ParameterSet parameters)
    {
        if (NonFinite.IndexIn(gradients) < 0)
        {
            return null;
        }

        Parameter first = parameters[0];
        float value = 0;
        foreach (Parameter parameter in parameters.Where(parameter => parameter.IsTrainable))
        {
            ReadOnlySpan<float> values = gradients.Slice(parameter.Offset, parameter.Length);
            int index = NonFinite.IndexIn(values);
            (first, value) = index >= 0 ? (parameter, values[index]) : (first, value);
        }

        return Text($"The gradient of '{first.Name}' holds {value}, and of no parameter behind it");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
