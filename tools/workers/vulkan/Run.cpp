//===- Run.cpp - A job on a Vulkan device -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Run.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <tuple>

using namespace atlas::worker;
using namespace atlas::worker::vulkan;

namespace {

/// A storage buffer in memory that the host sees.
struct Storage {
  VkBuffer buffer = VK_NULL_HANDLE;
  VkDeviceMemory memory = VK_NULL_HANDLE;
  void *mapped = nullptr;
};

/// The code of an entry for one list of bindings. A driver compiles it when it is
/// made, so launches share it.
struct Pipeline {
  VkDescriptorSetLayout setLayout = VK_NULL_HANDLE;
  VkPipelineLayout layout = VK_NULL_HANDLE;
  VkPipeline pipeline = VK_NULL_HANDLE;
};

/// What makes a pipeline: entry, binding indices, bytes of parameters.
using Shape = std::tuple<std::string, std::vector<uint32_t>, size_t>;

Shape shapeOf(const Launch &launch) {
  std::vector<uint32_t> indices;
  for (auto [index, buffer] : launch.bindings)
    indices.push_back(index);
  return {launch.entry, std::move(indices), launch.params.size()};
}

/// The buffers of one launch.
struct Bound {
  VkDescriptorPool pool = VK_NULL_HANDLE;
  VkDescriptorSet set = VK_NULL_HANDLE;
};

/// A buffer of no elements is bound with the least size Vulkan takes.
constexpr VkDeviceSize kLeastRange = 4;

class Runner {
public:
  Runner(Device &device, Job &job) : d(device), vk(device.vk), job(job) {}
  ~Runner();
  Failure run();

private:
  Failure makeStorage(const Buffer &buffer);
  Failure makePipeline(const Launch &launch);
  Failure makeLayout(const Launch &launch, Pipeline &p);
  Failure makeSet(const Launch &launch);
  Failure record();
  Failure submit();
  uint32_t memoryType(uint32_t allowed) const;

  Device &d;
  const Functions &vk;
  Job &job;
  std::vector<Storage> storages;
  std::map<Shape, Pipeline> pipelines;
  std::vector<Bound> sets; ///< of each launch
  VkShaderModule shader = VK_NULL_HANDLE;
  VkCommandPool commandPool = VK_NULL_HANDLE;
  VkCommandBuffer commands = VK_NULL_HANDLE;
};

Runner::~Runner() {
  vk.DestroyCommandPool(d.device, commandPool, nullptr);
  for (Bound &bound : sets)
    vk.DestroyDescriptorPool(d.device, bound.pool, nullptr);
  for (auto &[shape, p] : pipelines) {
    vk.DestroyPipeline(d.device, p.pipeline, nullptr);
    vk.DestroyPipelineLayout(d.device, p.layout, nullptr);
    vk.DestroyDescriptorSetLayout(d.device, p.setLayout, nullptr);
  }
  vk.DestroyShaderModule(d.device, shader, nullptr);
  for (Storage &s : storages) {
    vk.DestroyBuffer(d.device, s.buffer, nullptr);
    vk.FreeMemory(d.device, s.memory, nullptr);
  }
}

/// The first type that is visible and coherent; UINT32_MAX if there is none.
uint32_t Runner::memoryType(uint32_t allowed) const {
  VkPhysicalDeviceMemoryProperties memory;
  vk.GetPhysicalDeviceMemoryProperties(d.physical, &memory);
  constexpr VkMemoryPropertyFlags kWanted =
      VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
      VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  for (uint32_t i = 0; i < memory.memoryTypeCount; ++i)
    if ((allowed >> i & 1) &&
        (memory.memoryTypes[i].propertyFlags & kWanted) == kWanted)
      return i;
  return UINT32_MAX;
}

Failure Runner::makeStorage(const Buffer &buffer) {
  Storage &s = storages.emplace_back();
  VkBufferCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  info.size = std::max<VkDeviceSize>(buffer.contents.size(), kLeastRange);
  info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT;
  if (Failure f = check(vk.CreateBuffer(d.device, &info, nullptr, &s.buffer),
                        "vkCreateBuffer"))
    return f;
  VkMemoryRequirements needs;
  vk.GetBufferMemoryRequirements(d.device, s.buffer, &needs);
  VkMemoryAllocateInfo allocation{};
  allocation.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
  allocation.allocationSize = needs.size;
  allocation.memoryTypeIndex = memoryType(needs.memoryTypeBits);
  if (allocation.memoryTypeIndex == UINT32_MAX)
    return broken("no memory that the host sees");
  if (Failure f = check(
          vk.AllocateMemory(d.device, &allocation, nullptr, &s.memory),
          "vkAllocateMemory"))
    return f;
  if (Failure f = check(vk.BindBufferMemory(d.device, s.buffer, s.memory, 0),
                        "vkBindBufferMemory"))
    return f;
  if (Failure f = check(
          vk.MapMemory(d.device, s.memory, 0, VK_WHOLE_SIZE, 0, &s.mapped),
          "vkMapMemory"))
    return f;
  if (!buffer.contents.empty())
    std::memcpy(s.mapped, buffer.contents.data(), buffer.contents.size());
  return {};
}

Failure Runner::makeLayout(const Launch &launch, Pipeline &p) {
  std::vector<VkDescriptorSetLayoutBinding> bindings;
  for (auto [index, buffer] : launch.bindings)
    bindings.push_back({index, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1,
                        VK_SHADER_STAGE_COMPUTE_BIT, nullptr});
  VkDescriptorSetLayoutCreateInfo setInfo{};
  setInfo.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
  setInfo.bindingCount = static_cast<uint32_t>(bindings.size());
  setInfo.pBindings = bindings.data();
  if (Failure f = check(vk.CreateDescriptorSetLayout(d.device, &setInfo,
                                                     nullptr, &p.setLayout),
                        "vkCreateDescriptorSetLayout"))
    return f;
  VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0,
                            static_cast<uint32_t>(launch.params.size())};
  VkPipelineLayoutCreateInfo layoutInfo{};
  layoutInfo.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  layoutInfo.setLayoutCount = 1;
  layoutInfo.pSetLayouts = &p.setLayout;
  layoutInfo.pushConstantRangeCount = launch.params.empty() ? 0 : 1;
  layoutInfo.pPushConstantRanges = &range;
  return check(
      vk.CreatePipelineLayout(d.device, &layoutInfo, nullptr, &p.layout),
      "vkCreatePipelineLayout");
}

/// Makes the pipeline unless a launch before had the same.
Failure Runner::makePipeline(const Launch &launch) {
  auto [entry, isNew] = pipelines.try_emplace(shapeOf(launch));
  Pipeline &p = entry->second;
  if (!isNew)
    return {};
  if (Failure f = makeLayout(launch, p))
    return f;
  VkComputePipelineCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = shader;
  info.stage.pName = launch.entry.c_str();
  info.layout = p.layout;
  return check(vk.CreateComputePipelines(d.device, VK_NULL_HANDLE, 1, &info,
                                         nullptr, &p.pipeline),
               "vkCreateComputePipelines");
}

Failure Runner::makeSet(const Launch &launch) {
  const Pipeline &p = pipelines.at(shapeOf(launch));
  Bound &bound = sets.emplace_back();
  auto count = static_cast<uint32_t>(launch.bindings.size());
  VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                            std::max(count, 1u)};
  VkDescriptorPoolCreateInfo poolInfo{};
  poolInfo.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
  poolInfo.maxSets = 1;
  poolInfo.poolSizeCount = 1;
  poolInfo.pPoolSizes = &size;
  if (Failure f = check(
          vk.CreateDescriptorPool(d.device, &poolInfo, nullptr, &bound.pool),
          "vkCreateDescriptorPool"))
    return f;
  VkDescriptorSetAllocateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
  info.descriptorPool = bound.pool;
  info.descriptorSetCount = 1;
  info.pSetLayouts = &p.setLayout;
  if (Failure f = check(vk.AllocateDescriptorSets(d.device, &info, &bound.set),
                        "vkAllocateDescriptorSets"))
    return f;
  std::vector<VkDescriptorBufferInfo> buffers;
  buffers.reserve(count); // the writes point into it
  std::vector<VkWriteDescriptorSet> writes;
  for (auto [index, position] : launch.bindings) {
    buffers.push_back(
        {storages[position].buffer, job.guard,
         std::max<VkDeviceSize>(job.buffers[position].size, kLeastRange)});
    VkWriteDescriptorSet &write = writes.emplace_back();
    write = {};
    write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
    write.dstSet = bound.set;
    write.dstBinding = index;
    write.descriptorCount = 1;
    write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    write.pBufferInfo = &buffers.back();
  }
  vk.UpdateDescriptorSets(d.device, count, writes.data(), 0, nullptr);
  return {};
}

Failure Runner::record() {
  VkCommandPoolCreateInfo poolInfo{};
  poolInfo.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  poolInfo.queueFamilyIndex = d.queueFamily;
  if (Failure f = check(
          vk.CreateCommandPool(d.device, &poolInfo, nullptr, &commandPool),
          "vkCreateCommandPool"))
    return f;
  VkCommandBufferAllocateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
  info.commandPool = commandPool;
  info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  info.commandBufferCount = 1;
  if (Failure f = check(vk.AllocateCommandBuffers(d.device, &info, &commands),
                        "vkAllocateCommandBuffers"))
    return f;
  VkCommandBufferBeginInfo begin{};
  begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  vk.BeginCommandBuffer(commands, &begin);
  VkMemoryBarrier barrier{};
  barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  barrier.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT;
  for (size_t i = 0; i < job.launches.size(); ++i) {
    const Launch &launch = job.launches[i];
    const Pipeline &p = pipelines.at(shapeOf(launch));
    vk.CmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, p.pipeline);
    vk.CmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, p.layout,
                             0, 1, &sets[i].set, 0, nullptr);
    if (!launch.params.empty())
      vk.CmdPushConstants(commands, p.layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                          static_cast<uint32_t>(launch.params.size()),
                          launch.params.data());
    vk.CmdDispatch(commands, launch.groups[0], launch.groups[1],
                   launch.groups[2]);
    bool last = i + 1 == job.launches.size();
    barrier.dstAccessMask =
        last ? VK_ACCESS_HOST_READ_BIT
             : VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT;
    vk.CmdPipelineBarrier(commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                          last ? VK_PIPELINE_STAGE_HOST_BIT
                               : VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                          0, 1, &barrier, 0, nullptr, 0, nullptr);
  }
  return check(vk.EndCommandBuffer(commands), "vkEndCommandBuffer");
}

Failure Runner::submit() {
  VkSubmitInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
  info.commandBufferCount = 1;
  info.pCommandBuffers = &commands;
  if (Failure f = check(vk.QueueSubmit(d.queue, 1, &info, VK_NULL_HANDLE),
                        "vkQueueSubmit"))
    return f;
  // Whoever started the worker holds the time limit.
  return check(vk.QueueWaitIdle(d.queue), "vkQueueWaitIdle");
}

Failure Runner::run() {
  VkShaderModuleCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  info.codeSize = job.module.size();
  info.pCode = reinterpret_cast<const uint32_t *>(job.module.data());
  if (Failure f = check(
          vk.CreateShaderModule(d.device, &info, nullptr, &shader),
          "vkCreateShaderModule"))
    return f;
  for (const Buffer &buffer : job.buffers)
    if (Failure f = makeStorage(buffer))
      return f;
  for (const Launch &launch : job.launches) {
    if (Failure f = makePipeline(launch))
      return f;
    if (Failure f = makeSet(launch))
      return f;
  }
  if (Failure f = record())
    return f;
  if (Failure f = submit())
    return f;
  for (size_t i = 0; i < storages.size(); ++i) {
    std::vector<uint8_t> &contents = job.buffers[i].contents;
    if (!contents.empty())
      std::memcpy(contents.data(), storages[i].mapped, contents.size());
  }
  return {};
}

} // namespace

Failure vulkan::run(Device &device, Job &job) {
  return Runner(device, job).run();
}
