/**
 * Layers: a description that a user adds to a model, and the differentiable functions it is made
 * of.
 */
package org.chainrule.layers;
