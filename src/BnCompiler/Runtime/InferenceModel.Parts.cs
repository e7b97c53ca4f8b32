namespace BnCompiler.Runtime;

/// <content>Inputs and outputs in spans of their own: each group of samples is put together in the scratch memory, and its results are taken apart there.</content>
public abstract partial class InferenceModel
{
    /// <summary>Lends scratch memory to a call that passes inputs and outputs in spans of their own.</summary>
    /// <param name="length">The length of the first span, which gives the number of samples.</param>
    /// <param name="sample">Values of one sample in it.</param>
    /// <param name="argument">Its name.</param>
    /// <exception cref="ArgumentException">The length is no multiple of one sample's.</exception>
    protected StagedCall Stage(int length, int sample, string argument) => new(this, SampleCount.Of(length, sample, argument));

    /// <summary>One call, group by group.</summary>
    protected ref struct StagedCall : IDisposable
    {
        private readonly InferenceModel _model;
        private readonly AlignedMemory<float> _arena;
        private readonly int _count;
        private int _first;
        private int _samples;

        internal StagedCall(InferenceModel model, int count)
        {
            _model = model;
            _arena = model.Rent();
            _count = count;
        }

        private readonly Span<float> Inputs => _arena.Span.Slice(_model._stagingOffset, _model._group * _model.InputLength);

        private readonly Span<float> Outputs => _arena.Span.Slice(_model._stagingOffset + (_model._group * _model.InputLength), _model._group * _model.OutputLength);

        /// <summary>Refuses a span that does not hold as many samples as the first one.</summary>
        /// <param name="length">Its length.</param>
        /// <param name="sample">Values of one sample.</param>
        /// <param name="argument">Its name.</param>
        /// <exception cref="ArgumentException">The length is another one.</exception>
        public readonly void Require(int length, int sample, string argument)
        {
            if (length != (long)_count * sample)
            {
                throw new ArgumentException($"The {argument} has {length} values, expected {(long)_count * sample}: {_count} samples of {sample}.", argument);
            }
        }

        /// <summary>Goes on to the next group; false behind the last one.</summary>
        public bool Next()
        {
            _first += _samples;
            _samples = Math.Min(_model._group, _count - _first);
            return _samples > 0;
        }

        /// <summary>Puts one input of the group into its samples.</summary>
        /// <param name="input">All samples of the input.</param>
        /// <param name="offset">Values in front of the input in a sample.</param>
        /// <param name="length">Values of the input.</param>
        public readonly void Gather(ReadOnlySpan<float> input, int offset, int length)
        {
            var inputs = Inputs;
            for (int n = 0; n < _samples; n++)
            {
                input.Slice((_first + n) * length, length).CopyTo(inputs[((n * _model.InputLength) + offset)..]);
            }
        }

        /// <summary>Carries the group through the network.</summary>
        public readonly void Run() =>
            _model.Compute(Inputs[..(_samples * _model.InputLength)], Outputs[..(_samples * _model.OutputLength)], _samples, _arena);

        /// <summary>Takes one output of the group out of its results.</summary>
        /// <param name="output">All samples of the output.</param>
        /// <param name="offset">Values in front of the output in a result.</param>
        /// <param name="length">Values of the output.</param>
        public readonly void Scatter(Span<float> output, int offset, int length)
        {
            var outputs = Outputs;
            for (int n = 0; n < _samples; n++)
            {
                outputs.Slice((n * _model.OutputLength) + offset, length).CopyTo(output[((_first + n) * length)..]);
            }
        }

        /// <summary>Gives the scratch memory back.</summary>
        public readonly void Dispose() => _model.Return(_arena);
    }
}
