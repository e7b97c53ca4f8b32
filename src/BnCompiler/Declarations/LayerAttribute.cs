namespace BnCompiler;

/// <summary>
/// One layer of a network. Layers are computed in the order in which their attributes are written on the class.
/// The attribute is read at build time; nothing looks at it when the program runs.
/// </summary>
public abstract class LayerAttribute : Attribute
{
    /// <summary>
    /// The layer's name: the prefix of its parameters (<c>conv1.weight</c>) and of what is emitted for it.
    /// A letter followed by letters, digits and underscores, or a number; unique in the network, or in the block that the layer is written in.
    /// Default: the kind and a running number (<c>conv1</c>, <c>bn1</c>, <c>relu1</c>, …).
    /// </summary>
    public string? Name { get; set; }

    /// <summary>
    /// The layer whose value this one reads: the name of a layer or of the use of a block written earlier, or <c>"input"</c> for the input of the network or
    /// block. A path reaches into a block: <c>"layer1.0.conv1"</c>.
    /// Default: the layer written before.
    /// </summary>
    public string? From { get; set; }
}
