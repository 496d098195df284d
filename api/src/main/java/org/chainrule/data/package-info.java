/** Small made data sets to try models on, and their split into training and held-out parts. */
package org.chainrule.data;
