/** Regularizers: penalties that keep weights or outputs small. */
package org.chainrule.regularizers;
