using System.Numerics.Tensors;
using Samples.Images;

namespace QuickStart.Pictures;

/// <summary>Chooses the test images that a picture shows.</summary>
internal static class Classification
{
    /// <summary>The first images as they come, then the first mistakes among the rest.</summary>
    public static IReadOnlyList<ClassifiedImage> Choose(ImageSet images, float[] outputs, int first, int mistakes)
    {
        var all = Enumerable.Range(0, images.Count).Select(index => Classify(images, outputs, index));
        return [.. all.Take(first), .. all.Skip(first).Where(image => !image.IsCorrect).Take(mistakes)];
    }

    private static ClassifiedImage Classify(ImageSet images, float[] outputs, int index)
    {
        int classes = outputs.Length / images.Count;
        Span<float> probabilities = stackalloc float[classes];
        var row = outputs.AsSpan(index * classes, classes);
        // Softmax of the differences to the largest output cannot overflow.
        TensorPrimitives.Subtract(row, TensorPrimitives.Max<float>(row), probabilities);
        TensorPrimitives.SoftMax<float>(probabilities, probabilities);
        int predicted = TensorPrimitives.IndexOfMax<float>(probabilities);
        return new ClassifiedImage(index, images.Labels[index], predicted, probabilities[predicted]);
    }
}
