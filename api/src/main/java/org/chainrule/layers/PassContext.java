package org.chainrule.layers;

import org.chainrule.backend.Kernels;
import org.chainrule.backend.Rng;

/**
 * What a function is told about the pass it will work in.
 *
 * @param k the pass's kernels, to make memory with
 * @param rows the largest batch
 * @param training whether the pass trains: noise is drawn, and statistics are those of the batch
 * @param backward whether the pass goes back too
 * @param random the source of noise; null unless training
 */
public record PassContext(Kernels k, int rows, boolean training, boolean backward, Rng random) {}
