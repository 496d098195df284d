package org.chainrule;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.RandomAccess;

/** Numbers of rows as a list that cannot be changed, without an object for each. */
final class RowNumbers extends AbstractList<Integer> implements RandomAccess, Serializable {
  private static final long serialVersionUID = 1;

  private final int[] numbers;

  RowNumbers(int[] numbers) {
    this.numbers = numbers;
  }

  @Override
  public Integer get(int index) {
    return numbers[index];
  }

  @Override
  public int size() {
    return numbers.length;
  }
}
