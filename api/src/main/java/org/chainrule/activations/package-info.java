/** Activations: functions of a layer's weighted sums, each beside its derivative. */
package org.chainrule.activations;
