using System.Collections.Immutable;
using System.ComponentModel;

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
/// <param name="BatchNorms">Every BatchNorm with the values that it sees per channel and sample.</param>
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
    ImmutableArray<BatchNormSite> BatchNorms);

/// <summary>How the work of a phase is divided. All workers finish a phase before the next one begins.</summary>
public enum TrainerPhase
{
    /// <summary>Each worker takes its part of the batch.</summary>
    Parallel,

    /// <summary>One worker does it alone.</summary>
    Serial,
}

/// <summary>A BatchNorm of a training program.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Positions">Values per channel in one sample.</param>
public sealed record BatchNormSite(string Name, int Positions);
