using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace BnCompiler.Runtime;

/// <summary>
/// Sums over the groups of channels of one sample, in double: kernels hand in vectors of channels in their order, whose groups may begin and end anywhere in a vector,
/// and whenever a group is complete its results are written for each of its channels. Lanes behind the last channel get zeros.
/// </summary>
/// <param name="channels">Channels of the sample.</param>
/// <param name="channelsPerGroup">Channels in a group; divides <paramref name="channels"/>.</param>
/// <param name="positions">Values per channel.</param>
/// <param name="pitch">Floats from the first to the second result of a channel.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public struct GroupSums(int channels, int channelsPerGroup, int positions, int pitch)
{
    private readonly double _count = (double)channelsPerGroup * positions;
    private double _first;
    private double _second;

    /// <summary>Takes Σx of each lane; the first result becomes the group's mean, up to the rounding of the sums: an origin for the second pass.</summary>
    /// <param name="sums">One sum a lane.</param>
    /// <param name="lanes">Lanes in the vector.</param>
    /// <param name="channel">The channel of the first lane.</param>
    /// <param name="statistics">The sample's results.</param>
    public void AddOrigins(ref readonly double sums, int lanes, int channel, ref float statistics)
    {
        for (int lane = 0; lane < lanes; lane++, channel++)
        {
            if (Complete(channel, Unsafe.Add(ref Unsafe.AsRef(in sums), lane), 0, out double sum, out _, ref statistics))
            {
                Write(channel, (float)(sum / _count), 0, ref statistics);
            }
        }
    }

    /// <summary>Takes Σd, then Σd², of each lane with d = x − origin; the results become the group's mean, and 1/√(σ² + ε).</summary>
    /// <param name="sums">One Σd a lane, then one Σd² a lane.</param>
    /// <param name="lanes">Lanes in the vector.</param>
    /// <param name="channel">The channel of the first lane.</param>
    /// <param name="statistics">The sample's results, which hold the origins.</param>
    /// <param name="epsilon">ε.</param>
    public void AddDeviations(ref readonly double sums, int lanes, int channel, ref float statistics, double epsilon)
    {
        for (int lane = 0; lane < lanes; lane++, channel++)
        {
            ref double deviation = ref Unsafe.Add(ref Unsafe.AsRef(in sums), lane);
            if (Complete(channel, deviation, Unsafe.Add(ref deviation, lanes), out double sum, out double squares, ref statistics))
            {
                double shift = sum / _count;
                double variance = Math.Max((squares / _count) - (shift * shift), 0);
                Write(channel, (float)(Unsafe.Add(ref statistics, channel) + shift), (float)(1 / Math.Sqrt(variance + epsilon)), ref statistics);
            }
        }
    }

    /// <summary>Takes Σg, then Σg·x̂, of each lane; the results become their means over the group.</summary>
    /// <param name="sums">One Σg a lane, then one Σg·x̂ a lane.</param>
    /// <param name="lanes">Lanes in the vector.</param>
    /// <param name="channel">The channel of the first lane.</param>
    /// <param name="means">The sample's results.</param>
    public void AddGradients(ref readonly double sums, int lanes, int channel, ref float means)
    {
        for (int lane = 0; lane < lanes; lane++, channel++)
        {
            ref double gradient = ref Unsafe.Add(ref Unsafe.AsRef(in sums), lane);
            if (Complete(channel, gradient, Unsafe.Add(ref gradient, lanes), out double sum, out double product, ref means))
            {
                Write(channel, (float)(sum / _count), (float)(product / _count), ref means);
            }
        }
    }

    /// <summary>Adds one lane to the open group; whether it was the group's last one.</summary>
    private bool Complete(int channel, double first, double second, out double firstSum, out double secondSum, ref float results)
    {
        (firstSum, secondSum) = (0, 0);
        if (channel >= channels)
        {
            Unsafe.Add(ref results, channel) = 0;
            Unsafe.Add(ref results, channel + pitch) = 0;
            return false;
        }

        _first += first;
        _second += second;
        if ((channel + 1) % channelsPerGroup != 0)
        {
            return false;
        }

        (firstSum, secondSum) = (_first, _second);
        (_first, _second) = (0, 0);
        return true;
    }

    private readonly void Write(int lastChannel, float first, float second, ref float results)
    {
        for (int channel = lastChannel + 1 - channelsPerGroup; channel <= lastChannel; channel++)
        {
            Unsafe.Add(ref results, channel) = first;
            Unsafe.Add(ref results, channel + pitch) = second;
        }
    }
}
