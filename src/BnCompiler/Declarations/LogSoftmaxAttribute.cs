namespace BnCompiler;

/// <summary>
/// x − log Σ e^x over the features of <c>[F]</c>, or over the channels at each position of <c>[C, L]</c> or <c>[C, H, W]</c>: the logarithm of <see cref="SoftmaxAttribute"/>,
/// computed without it. Training with softmax cross-entropy takes the logits: leave this layer out there.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LogSoftmaxAttribute : LayerAttribute;
