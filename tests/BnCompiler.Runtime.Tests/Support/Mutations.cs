namespace BnCompiler.Runtime.Tests.Support;

/// <summary>Damages files as disks, networks and attackers do.</summary>
internal static class Mutations
{
    private static readonly byte[] Structural = [.. "{}[]\",:0123456789-.eE\\u \0"u8, 0x80, 0xFF];

    public static byte[] Apply(byte[] original, RandomSource random)
    {
        List<byte> bytes = [.. original];
        for (int times = 1 + random.NextInt32(3); times > 0; times--)
        {
            int index = random.NextInt32(bytes.Count);
            switch (random.NextInt32(6))
            {
                case 0:
                    bytes[index] ^= (byte)(1 << random.NextInt32(8));
                    break;
                case 1:
                    bytes[index] = Structural[random.NextInt32(Structural.Length)];
                    break;
                case 2:
                    bytes.Insert(index, Structural[random.NextInt32(Structural.Length)]);
                    break;
                case 3:
                    bytes.RemoveAt(index);
                    break;
                case 4:
                    bytes.RemoveRange(index, random.NextInt32(bytes.Count - index));
                    break;
                default:
                    int length = random.NextInt32(Math.Min(40, bytes.Count - index));
                    bytes.InsertRange(index, bytes.GetRange(index, length));
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }
}
