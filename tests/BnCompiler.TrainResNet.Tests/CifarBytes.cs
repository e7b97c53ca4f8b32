namespace BnCompiler.TrainResNet.Tests;

/// <summary>Writes folders like CIFAR-10's.</summary>
internal static class CifarBytes
{
    /// <summary>Writes the six files; an image of class c has noise everywhere and one bright row, the c-th.</summary>
    public static void WriteFolder(string folder, int imagesPerFile)
    {
        var random = new Random(1);
        foreach (string name in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
        {
            using var file = File.Create(Path.Combine(folder, name + ".bin"));
            for (int image = 0; image < imagesPerFile; image++)
            {
                file.Write(Image(image % 10, random));
            }
        }
    }

    private static byte[] Image(int label, Random random)
    {
        byte[] image = new byte[1 + (3 * 32 * 32)];
        random.NextBytes(image);
        image[0] = (byte)label;
        for (int channel = 0; channel < 3; channel++)
        {
            image.AsSpan(1 + (((channel * 32) + (3 * label)) * 32), 32).Fill(255);
        }

        return image;
    }
}
