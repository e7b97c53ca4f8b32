namespace BnCompiler;

/// <summary>Which labels the images of a <see cref="CifarFile"/> have.</summary>
public enum CifarLabels
{
    /// <summary>CIFAR-10: one byte in front of each image, one of 10 classes.</summary>
    Cifar10,

    /// <summary>CIFAR-100: two bytes in front of each image, of which the first is taken, one of 20 superclasses.</summary>
    Cifar100Coarse,

    /// <summary>CIFAR-100: two bytes in front of each image, of which the second is taken, one of 100 classes.</summary>
    Cifar100Fine,
}
