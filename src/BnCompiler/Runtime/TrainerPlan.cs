using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;

namespace BnCompiler.Runtime;

/// <summary>What an emitted training program tells its base class about itself.</summary>
/// <param name="InputLength">Values of one input sample.</param>
/// <param name="OutputLength">Values of one output sample.</param>
/// <param name="ArenaLength">Floats of activations and gradients per sample of the batch.</param>
/// <param name="SharedLength">Floats of packed weights and per-channel vectors.</param>
/// <param name="WorkerLength">Floats that each worker accumulates into.</param>
/// <param name="WorkerDoublesLength">Doubles that each worker accumulates into.</param>
/// <param name="Forward">Phases of a forward pass, with batch statistics or with running ones.</param>
/// <param name="Backward">Phases of a backward pass, numbered on from the forward ones.</param>
/// <param name="BatchNorms">Names of the BatchNorms that see one value per channel and sample.</param>
/// <param name="Values">What a forward pass with batch statistics leaves in the arena, in the order in which it writes it.</param>
/// <param name="ScratchLength">Floats that each worker's kernels write for themselves.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed record TrainerPlan(
    int InputLength,
    int OutputLength,
    int ArenaLength,
    int SharedLength,
    int WorkerLength,
    int WorkerDoublesLength,
    ImmutableArray<TrainerPhase> Forward,
    ImmutableArray<TrainerPhase> Backward,
    ImmutableArray<string> BatchNorms,
    ImmutableArray<TrainerValue> Values,
    int ScratchLength = 0)
{
    /// <summary>Phases from one letter each.</summary>
    /// <param name="letters">P for a parallel phase, S for a serial one.</param>
    public static ImmutableArray<TrainerPhase> Phases(string letters)
    {
        ArgumentNullException.ThrowIfNull(letters);
        return [.. letters.Select(letter => letter switch
        {
            'P' => TrainerPhase.Parallel,
            'S' => TrainerPhase.Serial,
            _ => throw new ArgumentException($"'{letter}' is no phase: expected P or S.", nameof(letters)),
        })];
    }

    /// <summary>Values from one text each, in the order of the pass.</summary>
    /// <param name="texts">Layer, offset and length: <c>conv1:0+1600</c>, with spaces between them; <c>conv1|conv2</c> where several layers write their parts of one value.</param>
    public static ImmutableArray<TrainerValue> ValuesOf(string texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return [.. texts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ValueOf)];
    }

    private static TrainerValue ValueOf(string text)
    {
        int colon = text.LastIndexOf(':');
        int plus = text.LastIndexOf('+');
        return colon > 0 && plus > colon
            && int.TryParse(text.AsSpan(colon + 1, plus - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int offset)
            && int.TryParse(text.AsSpan(plus + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                ? new TrainerValue(text[..colon].Replace("|", ", ", StringComparison.Ordinal), offset, length)
                : throw new ArgumentException($"'{text}' is no value: expected a layer, an offset and a length, as in conv1:0+1600.", nameof(text));
    }
}

/// <summary>The output of a layer in the arena.</summary>
/// <param name="Layer">The layer's name; several, with commas between them, where they write their parts of one value.</param>
/// <param name="Offset">Offset per sample of the batch.</param>
/// <param name="Length">Floats per sample.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public readonly record struct TrainerValue(string Layer, int Offset, int Length);

/// <summary>How the work of a phase is divided. All workers finish a phase before the next one begins.</summary>
public enum TrainerPhase
{
    /// <summary>Each worker takes its part of the batch.</summary>
    Parallel,

    /// <summary>One worker does it alone.</summary>
    Serial,
}
