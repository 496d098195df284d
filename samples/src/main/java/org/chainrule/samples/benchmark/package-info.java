/** Programs that measure: whole workloads as a user runs them, and single kernels. */
package org.chainrule.samples.benchmark;
