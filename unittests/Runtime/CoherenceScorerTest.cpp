//===- CoherenceScorerTest.cpp - Providers, reviews and the history -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HaltModel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>

using namespace atlas::test;

namespace {

struct DestroyScorer {
  void operator()(atlas_coherence_scorer_t *s) const {
    atlas_coherence_scorer_destroy(s);
  }
};
using Scorer = std::unique_ptr<atlas_coherence_scorer_t, DestroyScorer>;

/// What providers give, and what they were asked.
struct Answers {
  double logical = 0.0, factual = 0.0;
  int logicalCode = 0, factualCode = 0, knowledgeCode = 1;
  std::string found;
  std::vector<std::string> asked;
};

std::string textOf(const atlas_coherence_text *text) {
  return std::string(text->text ? text->text : "", text->size);
}

atlas_coherence_providers providersOf(Answers &answers) {
  atlas_coherence_providers providers = {};
  providers.size = sizeof(providers);
  providers.context = &answers;
  providers.logical = [](void *context, const atlas_coherence_text *premise,
                         const atlas_coherence_text *hypothesis, double *out) {
    auto *a = static_cast<Answers *>(context);
    a->asked.push_back("L:" + textOf(premise) + "|" + textOf(hypothesis));
    *out = a->logical;
    return a->logicalCode;
  };
  providers.factual = [](void *context, const atlas_coherence_text *prompt,
                         const atlas_coherence_text *output, double *out) {
    auto *a = static_cast<Answers *>(context);
    a->asked.push_back("F:" + textOf(prompt) + "|" + textOf(output));
    *out = a->factual;
    return a->factualCode;
  };
  return providers;
}

/// The same with a context instead of a number.
atlas_coherence_providers knowledgeOf(Answers &answers) {
  atlas_coherence_providers providers = providersOf(answers);
  providers.factual = nullptr;
  providers.knowledge = [](void *context, const atlas_coherence_text *query,
                           atlas_coherence_text *found) {
    auto *a = static_cast<Answers *>(context);
    a->asked.push_back("K:" + textOf(query));
    *found = {a->found.data(), a->found.size()};
    return a->knowledgeCode;
  };
  return providers;
}

Scorer makeScorer(const atlas_halt_config &config,
                  const atlas_coherence_providers *providers) {
  atlas_coherence_scorer_t *scorer = nullptr;
  EXPECT_EQ(atlas_coherence_scorer_create(&config, providers, &scorer, nullptr),
            ATLAS_STATUS_OK);
  return Scorer(scorer);
}

atlas_coherence_score review(const Scorer &scorer, const std::string &prompt,
                             const std::string &action) {
  atlas_coherence_score score = {};
  EXPECT_EQ(atlas_coherence_scorer_review(scorer.get(), prompt.data(),
                                          prompt.size(), action.data(),
                                          action.size(), &score, nullptr),
            ATLAS_STATUS_OK);
  return score;
}

double factualOf(const Scorer &scorer, const std::string &prompt,
                 const std::string &text) {
  double value = NAN;
  EXPECT_EQ(atlas_coherence_scorer_factual(scorer.get(), prompt.data(),
                                           prompt.size(), text.data(),
                                           text.size(), &value, nullptr),
            ATLAS_STATUS_OK);
  return value;
}

std::vector<std::string> historyOf(const Scorer &scorer) {
  std::vector<std::string> entries;
  atlas_coherence_text entry;
  while (atlas_coherence_scorer_history(scorer.get(), entries.size(), &entry))
    entries.push_back(textOf(&entry));
  EXPECT_EQ(entries.size(), atlas_coherence_scorer_history_size(scorer.get()));
  return entries;
}

} // namespace

TEST(CoherenceScorer, AsksLogicalThenFactual) {
  Answers answers{0.25, 0.5, 0, 0, 1, "", {}};
  atlas_coherence_providers providers = providersOf(answers);
  Scorer scorer = makeScorer(defaultConfig(), &providers);
  atlas_coherence_score score = review(scorer, "why", "because");
  std::vector<std::string> order = {"L:why|because", "F:why|because"};
  EXPECT_EQ(answers.asked, order);
  EXPECT_EQ(score.h_logical, 0.25);
  EXPECT_EQ(score.h_factual, 0.5);
  EXPECT_EQ(score.divergence, 0.6 * 0.25 + 0.4 * 0.5);
  EXPECT_EQ(score.score, 1.0 - score.divergence);
  EXPECT_TRUE(score.approved);
  EXPECT_TRUE(score.warning);
  answers.asked.clear();
  double value;
  atlas_coherence_scorer_logical(scorer.get(), "a", 1, "b", 1, &value, nullptr);
  EXPECT_EQ(value, 0.25);
  EXPECT_EQ(factualOf(scorer, "c", "d"), 0.5);
  order = {"L:a|b", "F:c|d"};
  EXPECT_EQ(answers.asked, order);
}

TEST(CoherenceScorer, ReviewIsCombineOfWhatProvidersGive) {
  const double values[] = {NAN, INFINITY, -INFINITY, -0.4, -0.0, 0.0,
                           0.1, 0.3,      0.5,       0.9,  1.0,  1.7};
  Random random(5);
  for (int round = 0; round < 2000; ++round) {
    Answers answers;
    answers.logical = values[random.below(12)];
    answers.factual = values[random.below(12)];
    answers.logicalCode = int(random.below(3)) - 1;
    answers.factualCode = int(random.below(3)) - 1;
    atlas_halt_config config = defaultConfig();
    config.coherence_threshold = double(random.below(11)) / 10;
    config.w_logic = double(random.below(31)) / 10 - 1;
    config.w_fact = 1.0 - config.w_logic;
    atlas_coherence_providers providers = providersOf(answers);
    Scorer scorer = makeScorer(config, &providers);
    atlas_coherence_score got = review(scorer, "p", "a"), expected = {}, same;
    atlas_coherence_combine(
        &config, answers.logicalCode ? NAN : answers.logical,
        answers.factualCode ? NAN : answers.factual, &expected, nullptr);
    EXPECT_EQ(std::memcmp(&got, &expected, sizeof(double) * 4), 0);
    EXPECT_EQ(got.approved, expected.approved);
    EXPECT_EQ(got.warning, expected.warning);
    EXPECT_EQ(historyOf(scorer).size(), got.approved ? 1u : 0u);
    atlas_coherence_scorer_measure(scorer.get(), "p", 1, "a", 1, &same,
                                   nullptr);
    EXPECT_EQ(same.score, got.score);
    EXPECT_EQ(historyOf(scorer).size(), got.approved ? 1u : 0u);
  }
}

TEST(CoherenceScorer, KnowledgeOfTheCaller) {
  Answers answers;
  answers.found = "Sky color is Blue";
  atlas_coherence_providers providers = knowledgeOf(answers);
  Scorer scorer = makeScorer(defaultConfig(), &providers);
  EXPECT_EQ(factualOf(scorer, "q", "the sky is blue"), 1.0 - 3.0 / 5.0);
  EXPECT_EQ(answers.asked, std::vector<std::string>{"K:q"});
  for (int code : {0, -1, 2}) { // nothing, or failed
    answers.knowledgeCode = code;
    EXPECT_EQ(factualOf(scorer, "q", "the sky is blue"), 0.5);
  }
  answers.knowledgeCode = 1;
  answers.found = " \n";
  EXPECT_EQ(factualOf(scorer, "q", "the sky is blue"), 0.5);
  EXPECT_EQ(factualOf(scorer, "q", ""), 0.5);
  providers.knowledge = [](void *, const atlas_coherence_text *,
                           atlas_coherence_text *found) {
    *found = {nullptr, 7};
    return 1;
  };
  EXPECT_EQ(factualOf(makeScorer(defaultConfig(), &providers), "q", "x"), 0.5);
}

TEST(CoherenceScorer, FactsInMemory) {
  atlas_coherence_knowledge_t *facts = nullptr;
  ASSERT_EQ(atlas_coherence_knowledge_create(&facts, nullptr), ATLAS_STATUS_OK);
  atlas_coherence_knowledge_add(facts, "sky color", 9, "blue", 4, nullptr);
  atlas_coherence_providers providers = {};
  providers.size = sizeof(providers);
  providers.facts = facts;
  {
    Scorer scorer = makeScorer(defaultConfig(), &providers);
    EXPECT_EQ(factualOf(scorer, "the SKY?", "The sky is blue"),
              1.0 - 3.0 / 5.0);
    EXPECT_EQ(factualOf(scorer, "the sea?", "The sky is blue"), 0.5);
    // No logical provider: the words.
    EXPECT_EQ(review(scorer, "a b", "b").h_logical, 0.5 - 0.3 * 1.0 / 2.0);
  }
  atlas_coherence_knowledge_destroy(facts);
  Scorer alone = makeScorer(defaultConfig(), nullptr);
  EXPECT_EQ(factualOf(alone, "sky", "sky color is blue"), 0.5);
}

TEST(CoherenceScorer, HistoryKeepsTheNewest) {
  Random random(11);
  Answers answers;
  atlas_coherence_providers providers = providersOf(answers);
  Scorer scorer = makeScorer(defaultConfig(), &providers);
  std::deque<std::string> model;
  size_t window = 5, longest = 0;
  for (int step = 0; step < 5000; ++step) {
    if (random.below(40) == 0) {
      atlas_halt_config config = *atlas_coherence_scorer_config(scorer.get());
      window = config.history_window =
          random.below(5) ? random.below(12) : UINT64_MAX;
      EXPECT_EQ(
          atlas_coherence_scorer_configure(scorer.get(), &config, nullptr),
          ATLAS_STATUS_OK);
    }
    std::string action(random.below(4), char('a' + random.below(26)));
    answers.logical = answers.factual = random.below(3) ? 0.1 : 0.9;
    if (review(scorer, "p", action).approved)
      model.push_back(action);
    while (model.size() > window)
      model.pop_front();
    longest = std::max(longest, model.size());
    EXPECT_EQ(historyOf(scorer),
              std::vector<std::string>(model.begin(), model.end()));
  }
  EXPECT_GT(longest, 20u);
}

TEST(CoherenceScorer, AnEntryMayBeReviewedAgain) {
  atlas_halt_config config = defaultConfig();
  config.coherence_threshold = 0;
  config.history_window = 1;
  Scorer scorer = makeScorer(config, nullptr);
  review(scorer, "p", "an action of its own");
  atlas_coherence_text entry;
  ASSERT_TRUE(atlas_coherence_scorer_history(scorer.get(), 0, &entry));
  atlas_coherence_score score;
  EXPECT_EQ(atlas_coherence_scorer_review(scorer.get(), "p", 1, entry.text,
                                          entry.size, &score, nullptr),
            ATLAS_STATUS_OK);
  EXPECT_EQ(historyOf(scorer)[0], "an action of its own");
}

TEST(CoherenceScorer, ConfigureValidates) {
  Scorer scorer = makeScorer(defaultConfig(), nullptr);
  atlas_halt_config config = defaultConfig();
  config.coherence_threshold = 2;
  EXPECT_EQ(atlas_coherence_scorer_configure(scorer.get(), &config, nullptr),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_coherence_scorer_config(scorer.get())->coherence_threshold,
            0.6);
  config.coherence_threshold = 1;
  EXPECT_EQ(atlas_coherence_scorer_configure(scorer.get(), &config, nullptr),
            ATLAS_STATUS_OK);
  EXPECT_FALSE(review(scorer, "p", "a").approved);
}

TEST(CoherenceScorer, EveryAllocationMayFail) {
  CountingAllocator allocator;
  atlas_coherence_knowledge_t *facts = nullptr;
  atlas_coherence_scorer_t *scorer = nullptr;
  atlas_coherence_providers providers = {};
  providers.size = sizeof(providers);
  atlas_halt_config config = defaultConfig();
  config.coherence_threshold = 0;
  atlas_coherence_score score;
  // Each call succeeds once no request of it is refused any more.
  auto retry = [&](auto call) {
    for (uint64_t number = 1;; ++number) {
      allocator.failAt(number);
      atlas_status_t status = call();
      bool failed = allocator.hasFailed();
      allocator.failAt(0);
      EXPECT_EQ(status != ATLAS_STATUS_OK, failed);
      if (!failed || number > 50)
        return;
      if (scorer) {
        EXPECT_EQ(atlas_coherence_scorer_history_size(scorer), 0u);
      }
    }
  };
  retry([&] { return atlas_coherence_knowledge_create(&facts, nullptr); });
  retry([&] {
    return atlas_coherence_knowledge_add(facts, "k", 1, "v", 1, nullptr);
  });
  EXPECT_EQ(atlas_coherence_knowledge_size(facts), 1u);
  providers.facts = facts;
  retry([&] {
    return atlas_coherence_scorer_create(&config, &providers, &scorer, nullptr);
  });
  retry([&] {
    return atlas_coherence_scorer_review(scorer, "k w", 3, "act", 3, &score,
                                         nullptr);
  });
  EXPECT_EQ(atlas_coherence_scorer_history_size(scorer), 1u);
  atlas_coherence_scorer_destroy(scorer);
  atlas_coherence_knowledge_destroy(facts);
  EXPECT_EQ(allocator.alive(), 0);
}
