using System.Numerics;
using Samples.Images;

namespace BnCompiler.QuickStart.Tests;

/// <summary>The linear model that the drawn digits must be too hard for: softmax(W·x + b), plain stochastic gradient descent.</summary>
internal sealed class SoftmaxRegression
{
    private const int Classes = 10;

    private readonly float[][] _weights = [.. Enumerable.Range(0, Classes).Select(_ => new float[ImageSet.PixelCount])];
    private readonly float[] _biases = new float[Classes];

    public void Train(ImageSet images, int epochs, float learningRate)
    {
        int[] order = [.. Enumerable.Range(0, images.Count)];
        var random = new Random(1);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (int index in order)
            {
                Step(images.Image(index), images.Labels[index], learningRate * (1 - (float)epoch / epochs));
            }
        }
    }

    public double Accuracy(ImageSet images) =>
        Enumerable.Range(0, images.Count).Count(index => Predict(images.Image(index)) == images.Labels[index]) / (double)images.Count;

    private int Predict(ReadOnlySpan<float> image)
    {
        float[] scores = Scores(image);
        return Array.IndexOf(scores, scores.Max());
    }

    // The gradient of the cross-entropy with respect to a score is its probability, minus one for the true class.
    private void Step(ReadOnlySpan<float> image, int label, float learningRate)
    {
        float[] scores = Scores(image);
        float highest = scores.Max();
        float sum = scores.Sum(score => MathF.Exp(score - highest));
        for (int k = 0; k < Classes; k++)
        {
            float step = learningRate * (MathF.Exp(scores[k] - highest) / sum - (k == label ? 1 : 0));
            _biases[k] -= step;
            AddScaled(_weights[k], image, -step);
        }
    }

    private float[] Scores(ReadOnlySpan<float> image)
    {
        float[] scores = new float[Classes];
        for (int k = 0; k < Classes; k++)
        {
            var sum = Vector<float>.Zero;
            int i = 0;
            for (; i <= image.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                sum += new Vector<float>(_weights[k], i) * new Vector<float>(image[i..]);
            }

            scores[k] = _biases[k] + Vector.Sum(sum);
            for (; i < image.Length; i++)
            {
                scores[k] += _weights[k][i] * image[i];
            }
        }

        return scores;
    }

    private static void AddScaled(float[] values, ReadOnlySpan<float> addend, float factor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += factor * addend[i];
        }
    }
}
