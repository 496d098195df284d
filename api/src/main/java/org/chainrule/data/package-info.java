/**
 * Data to learn from: in memory ({@link org.chainrule.data.Dataset}) or batch by batch ({@link
 * org.chainrule.data.Batches}); from files of comma-separated values, of NumPy and of MNIST's
 * format, from records and arrays; made and built-in sets; parts for training and testing, scaling
 * and encoding.
 */
package org.chainrule.data;
