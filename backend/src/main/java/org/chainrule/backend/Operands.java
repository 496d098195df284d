package org.chainrule.backend;

import java.util.function.IntConsumer;

/**
 * What an operation works on, for helpers to find: set before its pieces are shared, and used again
 * by the next operation, so that sharing makes nothing.
 */
final class Operands {
  IntConsumer part;
  CpuKernels.Rows rows;
  CpuKernels.RowsInTile rowsInTile;
  int size; // rows in all
  int columns;
  float[][] sums;
  Elementwise f;
  Matrix a;
  Matrix b;
  Matrix c;
  Matrix d;
  boolean transposeA;
  boolean transposeB;
  float beta;
  int pieces;
  volatile boolean finite; // until a piece finds a number that is not
  Samples samples;
  int[] order;
  int from;
  Step step;
  float decay;
  Slot share;
  Slot before;
  Slot[] slots;
}
