namespace BnCompiler;

/// <summary>What came of an epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Loss">The mean training loss, each batch with the parameters it met.</param>
/// <param name="Accuracy">The same for the accuracy; null where the targets are values.</param>
/// <param name="ValidationLoss">The loss on the validation set afterwards; null without one.</param>
/// <param name="ValidationAccuracy">The accuracy on the validation set afterwards; null without one or where the targets are values.</param>
/// <param name="LearningRate">The learning rate of its last step.</param>
/// <param name="Seconds">How long the training took, without the validation.</param>
public sealed record EpochResult(
    int Epoch, double Loss, double? Accuracy, double? ValidationLoss, double? ValidationAccuracy, double LearningRate, double Seconds);
