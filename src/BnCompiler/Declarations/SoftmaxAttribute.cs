namespace BnCompiler;

/// <summary>
/// e^x / Σ e^x over the features of <c>[F]</c>, or over the channels at each position of <c>[C, L]</c> or <c>[C, H, W]</c>.
/// Training with softmax cross-entropy takes the logits: leave this layer out there.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SoftmaxAttribute : LayerAttribute;
