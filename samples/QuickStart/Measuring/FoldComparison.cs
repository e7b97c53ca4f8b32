using BnCompiler;
using Samples.Images;

namespace QuickStart.Measuring;

/// <summary>What the network says about the test images before and after its BatchNorms were folded away.</summary>
/// <param name="Outputs">The folded network's outputs, [image, class].</param>
/// <param name="MaxDifference">The largest difference between two outputs, over all images and classes.</param>
internal sealed record FoldComparison(float[] Outputs, double Accuracy, double FoldedAccuracy, double MaxDifference)
{
    public static FoldComparison Measure(FashionNet.Trainer trainer, FashionNet.Inference model, ImageSet images)
    {
        float[] unfolded = new float[images.Count * FashionNet.OutputLength];
        float[] folded = new float[unfolded.Length];
        trainer.Predict(images.Pixels, unfolded);
        model.Predict(images.Pixels, folded);
        double difference = unfolded.Zip(folded, (a, b) => Math.Abs((double)a - b)).Max();
        return new FoldComparison(folded, BnCompiler.Accuracy.Of(unfolded, images.Labels), BnCompiler.Accuracy.Of(folded, images.Labels), difference);
    }
}
