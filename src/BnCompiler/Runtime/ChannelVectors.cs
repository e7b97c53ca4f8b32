using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>Parameters in the order in which kernels read them: channels innermost, padded to whole vectors.</summary>
/// <remarks>A method does its share: number <c>share</c> of <c>shares</c> equal ones.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class ChannelVectors
{
    /// <summary>One value per channel, followed by zeros; or one value for all of them.</summary>
    /// <param name="parameter">The stored values.</param>
    /// <param name="vector">Receives <paramref name="pitch"/> floats.</param>
    /// <param name="count">Stored values: the channels, or 1.</param>
    /// <param name="pitch">Channels, rounded up to whole vectors.</param>
    /// <param name="share">Which share to do.</param>
    /// <param name="shares">Number of shares.</param>
    public static void Spread(ref readonly float parameter, ref float vector, int count, int pitch, int share, int shares)
    {
        for (int channel = pitch * share / shares; channel < pitch * (share + 1) / shares; channel++)
        {
            int source = count == 1 ? 0 : channel;
            Unsafe.Add(ref vector, channel) = source < count ? Unsafe.Add(ref Unsafe.AsRef(in parameter), source) : 0f;
        }
    }

    /// <summary>A value per element of a sample, from PyTorch's order <c>[channels, positions]</c> to <c>[position][pitch]</c>; zeros behind the last channel.</summary>
    /// <param name="parameter">The stored values.</param>
    /// <param name="elements">Receives <paramref name="positions"/>·<paramref name="pitch"/> floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="positions">Positions.</param>
    /// <param name="pitch">Channels, rounded up to whole vectors.</param>
    /// <param name="share">Which share of the positions to do.</param>
    /// <param name="shares">Number of shares.</param>
    public static void Interleave(ref readonly float parameter, ref float elements, int channels, int positions, int pitch, int share, int shares)
    {
        for (int position = (int)((long)positions * share / shares); position < (int)((long)positions * (share + 1) / shares); position++)
        {
            var row = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref elements, position * pitch), pitch);
            for (int channel = 0; channel < channels; channel++)
            {
                row[channel] = Unsafe.Add(ref Unsafe.AsRef(in parameter), (channel * positions) + position);
            }

            row[channels..].Clear();
        }
    }

    /// <summary>Sums what the workers have added up per element, in their order, back into PyTorch's order.</summary>
    /// <param name="elements">The first worker's sums, as <see cref="Interleave"/> orders them.</param>
    /// <param name="gradient">Receives the totals.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="positions">Positions.</param>
    /// <param name="pitch">Channels, rounded up to whole vectors.</param>
    /// <param name="workers">Number of workers.</param>
    /// <param name="workerStride">Floats from one worker's sums to the next one's.</param>
    /// <param name="share">Which share of the positions to do.</param>
    /// <param name="shares">Number of shares.</param>
    public static void SumElements(
        ref readonly float elements, ref float gradient, int channels, int positions, int pitch, int workers, int workerStride, int share, int shares)
    {
        for (int position = (int)((long)positions * share / shares); position < (int)((long)positions * (share + 1) / shares); position++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                double sum = 0;
                for (int worker = 0; worker < workers; worker++)
                {
                    sum += Unsafe.Add(ref Unsafe.AsRef(in elements), ((nint)worker * workerStride) + (position * pitch) + channel);
                }

                Unsafe.Add(ref gradient, (channel * positions) + position) = (float)sum;
            }
        }
    }
}
