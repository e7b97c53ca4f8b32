using System.Globalization;
using System.Text;
using BnCompiler;

namespace TrainResNet.Training;

/// <summary>The table of a run: one line an epoch.</summary>
internal static class EpochTable
{
    public static string Of(IReadOnlyList<EpochResult> history, int bestEpoch)
    {
        var text = new StringBuilder("epoch    rate   training loss  accuracy   test loss  accuracy   seconds\n");
        foreach (var epoch in history)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{epoch.Epoch,5}{epoch.LearningRate,8:0.0000}{epoch.Loss,16:0.0000}{epoch.Accuracy,10:0.0000}{epoch.ValidationLoss,12:0.0000}{epoch.ValidationAccuracy,10:0.0000}{epoch.Seconds,10:0.0}");
            text.Append(epoch.Epoch == bestEpoch ? "  best\n" : "\n");
        }

        return text.ToString();
    }
}
