/** Optimizers: rules that turn a gradient into a step. Only here do parameters descend. */
package org.chainrule.optimizers;
