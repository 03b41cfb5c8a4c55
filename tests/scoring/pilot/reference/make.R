# Reference values for the tests of the pilot: R 4.2.2, lavaan 0.6.14, psych 2.2.9 (Debian 12).
#   Rscript make.R        in this folder, writes answers.csv (once) and lavaan.csv
suppressMessages({library(lavaan); library(psych)})
if (!file.exists("answers.csv")) {
  set.seed(20261130)
  n <- 420
  trait <- rnorm(n); wording <- rnorm(n)
  high <- c(.75, .7, .65, .6, .7, .55, .6, .65)
  turned <- c(0, 0, 1, 0, 1, 0, 1, 0)
  latent <- sapply(1:8, function(j) {
    common <- high[j] * trait + .45 * turned[j] * wording
    common + rnorm(n) * sqrt(1 - high[j]^2 - (.45 * turned[j])^2)
  })
  answers <- apply(latent + .5, 2, function(x) findInterval(x, c(-1.5, -.6, .3, 1.1)))
  school <- sample(1:14, n, TRUE)
  answers[] <- pmin(4, pmax(0, answers + rnorm(14, 0, .35)[school]))
  answers <- round(answers)
  colnames(answers) <- paste0("q", 1:8)
  write.csv(cbind(school, answers), "answers.csv", row.names = FALSE, quote = FALSE)
}
d <- read.csv("answers.csv")
models <- list(
  one_factor = list("f =~ a*q1 + b*q2 + c*q4 + d*q6 + e*q8
    q1 ~~ v1*q1
    q2 ~~ v2*q2
    q4 ~~ v4*q4
    q6 ~~ v6*q6
    q8 ~~ v8*q8
    omega := (a+b+c+d+e)^2 / ((a+b+c+d+e)^2 + v1+v2+v4+v6+v8)"),
  no_wording = list("f =~ l1*q1 + l2*q2 + l3*q3 + l4*q4 + l5*q5 + l6*q6 + l7*q7 + l8*q8
    q1 ~~ v1*q1
    q2 ~~ v2*q2
    q3 ~~ v3*q3
    q4 ~~ v4*q4
    q5 ~~ v5*q5
    q6 ~~ v6*q6
    q7 ~~ v7*q7
    q8 ~~ v8*q8
    omega := (l1+l2+l3+l4+l5+l6+l7+l8)^2 / ((l1+l2+l3+l4+l5+l6+l7+l8)^2 + v1+v2+v3+v4+v5+v6+v7+v8)"),
  wording_free = list("f =~ l1*q1 + l2*q2 + l3*q3 + l4*q4 + l5*q5 + l6*q6 + l7*q7 + l8*q8
    w =~ w3*q3 + w5*q5 + w7*q7
    f ~~ 0*w
    q1 ~~ v1*q1
    q2 ~~ v2*q2
    q3 ~~ v3*q3
    q4 ~~ v4*q4
    q5 ~~ v5*q5
    q6 ~~ v6*q6
    q7 ~~ v7*q7
    q8 ~~ v8*q8
    omega := (l1+l2+l3+l4+l5+l6+l7+l8)^2 / ((l1+l2+l3+l4+l5+l6+l7+l8)^2 + (w3+w5+w7)^2 + v1+v2+v3+v4+v5+v6+v7+v8)"),
  wording_equal = list("f =~ l1*q1 + l2*q2 + l3*q3 + l4*q4 + l5*q5 + l6*q6
    w =~ u*q3 + u*q5
    f ~~ 0*w
    q1 ~~ v1*q1
    q2 ~~ v2*q2
    q3 ~~ v3*q3
    q4 ~~ v4*q4
    q5 ~~ v5*q5
    q6 ~~ v6*q6
    omega := (l1+l2+l3+l4+l5+l6)^2 / ((l1+l2+l3+l4+l5+l6)^2 + (2*u)^2 + v1+v2+v3+v4+v5+v6)")
)
out <- NULL
add <- function(model, name, value) out <<- rbind(out, data.frame(model, name, value = format(value, digits = 12)))
for (m in names(models)) {
  fit <- cfa(models[[m]][[1]], data = d, estimator = "MLM", std.lv = TRUE)
  stopifnot(lavInspect(fit, "converged"))
  f <- fitMeasures(fit, c("df", "chisq", "chisq.scaling.factor", "baseline.chisq", "baseline.df",
    "baseline.chisq.scaling.factor", "cfi", "cfi.robust", "rmsea", "rmsea.robust", "rmsea.ci.lower.robust",
    "rmsea.ci.upper.robust", "srmr"))
  for (k in names(f)) add(m, k, f[[k]])
  p <- parameterEstimates(fit)
  for (i in which(p$op == "=~")) add(m, paste0(p$lhs[i], "~", p$rhs[i]), p$est[i])
  o <- p[p$op == ":=", ]
  add(m, "omega", o$est); add(m, "omega.se", o$se)
}
q <- d[, paste0("q", 1:8)]
a <- psych::alpha(q, warnings = FALSE)
for (k in 1:8) add("psych", paste0("item_rest.q", k), a$item.stats$r.drop[k])
s <- rowMeans(q)
v <- anova(lm(s ~ factor(d$school)))
sizes <- table(d$school); n0 <- (sum(sizes) - sum(sizes^2) / sum(sizes)) / (length(sizes) - 1)
msb <- v[1, "Mean Sq"]; msw <- v[2, "Mean Sq"]
add("icc", "icc", (msb - msw) / (msb + (n0 - 1) * msw))
f <- msb / msw
for (side in c("low", "high")) {
  x <- f / qf(if (side == "low") .975 else .025, v[1, "Df"], v[2, "Df"])
  add("icc", side, (x - 1) / (x + n0 - 1))
}
write.csv(out, "lavaan.csv", row.names = FALSE, quote = FALSE)
